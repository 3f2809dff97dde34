// The slider through a history, driven by the keyboard: on the page of a lesson, below a failure of the playground, and in
// a page that the command line wrote, opened from its file. What is said, lit and pointed at has to follow it.
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { inspect, wear } from "./inspect.mjs";

const LESSON = "tutorial/plot_05_done_callback.html";
const TOKEN = "wait:1w=PAUSE,1+3=CONTINUE";
const VERDICT = { timeout: 1_200_000 };
const VIEWS = [["desktop", { width: 1440, height: 900 }], ["phone", { width: 390, height: 844 }]];

// What a reader is shown and told at the step at hand.
const state = (steps) => steps.evaluate((element) => {
  const lit = [...element.querySelectorAll(".tl-lit, .tl-was")].map(({ dataset }) => dataset.state);
  return {
    said: element.querySelector("[aria-live=polite]").textContent,
    value: +element.querySelector("input").value,
    told: element.querySelector("input").getAttribute("aria-valuetext"),
    lit,
    cursor: element.querySelector(".tl-cursor")?.getAttribute("d") ?? "",
    facts: Object.fromEntries([...element.querySelectorAll("dt")].map((term) => [term.textContent, term.nextElementSibling.textContent])),
    steps: [...element.querySelectorAll("li")].map((item) => item.firstChild.textContent),
    focus: element.contains(document.activeElement) ? document.activeElement.localName + document.activeElement.textContent : "elsewhere",
  };
});

// Keys alone: from the first step to the last one by arrow, back, and with the buttons beside the slider.
async function drive(page, steps, where) {
  const found = [];
  const say = (what) => found.push({ rule: "stepping", where, what });
  await steps.locator("input[type=range]").focus();
  await page.keyboard.press("Home");
  let shown = await state(steps);
  const count = shown.steps.length;
  const lit = new Set(shown.lit);
  const cursors = new Set([shown.cursor]);
  for (let number = 0; number < count; number += 1) {
    if (number) await page.keyboard.press("ArrowRight");
    shown = await state(steps);
    if (shown.value !== number) say(`the arrow key leads to step ${shown.value}, not to ${number}`);
    if (!shown.said.startsWith(shown.steps[number])) say(`step ${number} says "${shown.said}" and not "${shown.steps[number]}"`);
    if (shown.told !== `${number + 1} of ${count}`) say(`step ${number} is announced as ${shown.told}`);
    const possible = shown.facts["Possible states"];
    if (shown.lit.some((name) => !possible.includes(name)) || !shown.lit.length) say(`step ${number}: lit is ${shown.lit}, possible ${possible}`);
    shown.lit.forEach((name) => lit.add(name));
    cursors.add(shown.cursor);
  }
  if (cursors.size < 2) say("the line through the swimlane doesn't move");
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  shown = await state(steps);
  if (shown.value !== 1 || shown.focus !== "buttonNext") say(`Next leads to step ${shown.value}, with the focus on ${shown.focus}`);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  for (const wanted of [0, 0]) {
    await page.keyboard.press("Enter");
    shown = await state(steps);
    if (shown.value !== wanted || shown.focus !== "buttonPrevious") say(`Previous leads to step ${shown.value}, with the focus on ${shown.focus}`);
  }
  return { found, lit, count, facts: shown.facts };
}

// Both widths, both colours, a picture of each, and what can be found wrong with it.
async function look(page, steps, axe, shot, where) {
  const found = [];
  for (const [view, viewport] of VIEWS) {
    await page.setViewportSize(viewport);
    for (const scheme of ["light", "dark"]) {
      if (await page.locator("[data-md-component=palette]").count()) await wear(page, scheme);
      else await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      found.push(...(await inspect(page, axe, "all")).map((finding) => ({ ...finding, where: `${view}, ${scheme}, ${where}: ${finding.where}` })));
      await steps.evaluate((element) => element.scrollIntoView());
      await shot(`${where} ${view} ${scheme}`);
    }
  }
  await page.setViewportSize(VIEWS[0][1]);
  return found;
}

export async function stepsLesson(page, origin, axe, shot) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${origin}/${LESSON}`);
  const steps = page.locator("tl-history.tl-on");
  await steps.waitFor();
  const { found, facts } = await drive(page, steps, LESSON);
  for (const name of ["Time", "At work", "Active task", "Wish", "Kept payload", "Cell of the table"]) {
    if (!(name in facts)) found.push({ rule: "stepping", where: LESSON, what: `nothing is said of: ${name}` });
  }
  await steps.locator("input").fill("4");
  return [...found, ...(await look(page, steps, axe, shot, "steps of the lesson"))];
}

// Without scripts there is the list.
export async function stepsWithoutScripts(browser, origin) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/${LESSON}`);
  const items = page.locator("tl-history > ol > li");
  const seen = (await items.count()) && (await items.first().isVisible());
  await context.close();
  return seen ? [] : [{ rule: "stepping", where: LESSON, what: "without scripts the list of the steps isn't seen" }];
}

export async function stepsFailure(page, origin, axe, shot) {
  const [, { text }] = await (await page.request.get(`${origin}/assets/python/starts.json`)).json();
  const packed = deflateRawSync(JSON.stringify({ code: text, token: TOKEN })).toString("base64url");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${origin}/playground.html?patience=600#play=${packed}`);
  await page.locator(".tl-playground[data-verdict]").waitFor(VERDICT);
  await page.locator(".tl-stepping > summary").focus();
  await page.keyboard.press("Enter");
  const steps = page.locator(".tl-finding tl-history.tl-on");
  await steps.locator("input").waitFor();
  const first = await state(steps);
  const { found, lit } = await drive(page, steps, "the playground");
  if (!first.said.endsWith("is broken here.")) found.push({ rule: "stepping", where: "the playground", what: `the steps of a failure begin with "${first.said}"` });
  if (!lit.has("paused")) found.push({ rule: "stepping", where: "the playground", what: `only ${[...lit]} are lit` });
  await steps.getByRole("button", { name: "To the divergence" }).press("Enter");
  return [...found, ...(await look(page, steps, axe, shot, "steps of a failure"))];
}

// A reader who asked for less motion sees the picture where it belongs at once, and not gliding there.
async function scrollsAtOnce(page, steps, where) {
  await page.setViewportSize(VIEWS[1][1]);
  const left = () => steps.locator("[data-picture=swimlane]").evaluate((box) => box.scrollLeft);
  await steps.locator("input").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  const [at, later] = [await left(), await page.waitForTimeout(500).then(left)];
  await page.setViewportSize(VIEWS[0][1]);
  return at && at === later ? [] : [{ rule: "stepping", where, what: `at the end the swimlane stands at ${at} px, and half a second later at ${later} px` }];
}

export async function stepsFile(page, file, axe, shot) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(pathToFileURL(file).href);
  const steps = page.locator("tl-history.tl-on");
  await steps.waitFor();
  const { found, lit } = await drive(page, steps, "the page of replay --html");
  if (!lit.has("paused")) found.push({ rule: "stepping", where: file, what: `only ${[...lit]} are lit` });
  found.push(...(await scrollsAtOnce(page, steps, file)));
  await steps.getByRole("button", { name: "To the divergence" }).press("Enter");
  return [...found, ...(await look(page, steps, axe, shot, "page of replay"))];
}
