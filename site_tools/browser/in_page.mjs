// What a reader does with Python in a page: edits a cell of a lesson, runs it, resets it; ends one that hangs. As elsewhere,
// every finding is {rule, where, what}; requests to other hosts are found by the tab that walks.
import { inspect, wear } from "./inspect.mjs";

const LESSON = "tutorial/plot_07_pause_and_continue.html";
// Loading Python takes about five seconds, a cell less than one; a machine that does much else takes its time.
const PATIENT = { timeout: 180_000 };
const ENDS = ["done", "error", "broken", "stopped", "late"];

const wrong = (where, what) => ({ rule: "edit-and-run", where, what });
const cellButton = (page, label, number) => page.getByRole("button", { name: `${label} (cell ${number})`, exact: true });
const bar = (page, number) => page.locator(".tl-cell-bar").nth(number - 1);
// The output that stands behind a cell's buttons, whoever made it.
const output = (page, number) => page.locator(`.tl-cell-bar >> nth=${number - 1} >> xpath=following-sibling::*[1]`);
const picture = async (page, number) => output(page, number).locator("svg").first().evaluate((svg) => svg.outerHTML);

async function ended(page, number) {
  const states = ENDS.map((state) => `[data-state=${state}]`).join(",");
  await bar(page, number).and(page.locator(states)).waitFor(PATIENT);
  return bar(page, number).getAttribute("data-state");
}

async function run(page, number) {
  await cellButton(page, "Run", number).click();
  return ended(page, number);
}

async function open(page, address, number) {
  await page.goto(address);
  await cellButton(page, "Edit and run", number).click();
  await page.locator(".tl-cell .cm-content").first().waitFor(PATIENT);
}

// Put something in the place of a line's text, behind its indentation; a reader would do it with the same keys.
async function change(page, number, text, line) {
  await page.locator(".tl-cell").nth(number - 1).locator(".cm-line", { hasText: text }).first().click();
  for (const key of ["End", "Shift+Home"]) await page.keyboard.press(key);
  await page.keyboard.insertText(line);
}

async function append(page, number, line) {
  await page.locator(".tl-cell").nth(number - 1).locator(".cm-content").focus();
  for (const key of ["Control+End", "Enter", "Shift+Home"]) await page.keyboard.press(key);
  await page.keyboard.insertText(line);
}

export async function editsLesson(page, origin, axe, shot = () => {}) {
  const found = [];
  const say = (where, what) => found.push(wrong(where, what));
  await page.goto(`${origin}/${LESSON}`);
  const [cells, buttons] = [await page.locator("[data-cell]").count(), await page.locator(".tl-cell-bar button").count()];
  if (!cells || cells !== buttons) say(LESSON, `has ${cells} cells and ${buttons} buttons "Edit and run" on ${buttons === 1 ? "it" : "them"}`);
  const [printed, drawn] = [await output(page, 1).innerText(), await picture(page, 2)];

  // Without a change the page says the same as before.
  await open(page, `${origin}/${LESSON}`, 1);
  let state = await run(page, 1);
  if (state !== "done") say("cell 1 as it is", `ends as ${state}: ${await bar(page, 1).innerText()}`);
  if ((await output(page, 1).innerText()) !== printed) say("cell 1 as it is", "prints something else in the page than at the build");
  if ((await picture(page, 2)) !== drawn) say("cell 2 as it is", "draws something else in the page than at the build");

  await change(page, 1, 'print("counting"', 'print("read", number)');
  await change(page, 1, "await asyncio.sleep(1)", "await asyncio.sleep(0.5)");
  state = await run(page, 1);
  const lines = (await output(page, 1).innerText()).split("\n").filter((line) => line.startsWith("read"));
  if (state !== "done" || lines.length < 5) say("cell 1 changed", `ends as ${state}, with ${lines.length} of its lines changed: ${await output(page, 1).innerText()}`);
  if ((await picture(page, 2)) === drawn) say("cell 2", "its picture isn't drawn again after a change in cell 1");
  for (const [view, viewport, scheme] of [["desktop", { width: 1440, height: 900 }, "light"], ["phone", { width: 390, height: 844 }, "dark"]]) {
    await page.setViewportSize(viewport);
    await wear(page, scheme);
    found.push(...(await inspect(page, axe, "all")).map((finding) => ({ ...finding, where: `${view}, ${scheme}, edited: ${finding.where}` })));
    await shot(`edited ${view} ${scheme}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  await append(page, 2, "1 / 0");
  state = await run(page, 2);
  const raised = (await page.locator(".tl-raised").count()) ? await page.locator(".tl-raised").innerText() : "";
  const short = ['File "cell 2", line 2', "ZeroDivisionError"].every((part) => raised.includes(part)) && !raised.includes("page_cells");
  if (state !== "error" || !short) say("an error in cell 2", `ends as ${state}, and isn't shown with the lines of the cell: ${raised}`);
  await shot("error");

  await cellButton(page, "Reset", 1).click();
  if ((await output(page, 1).innerText()) !== printed) say("Reset", "doesn't bring back what the page's own cell printed");
  if ((await picture(page, 2)) !== drawn) say("Reset", "doesn't bring back the page's own picture");
  if (!(await page.locator("[data-cell]").first().isVisible())) say("Reset", "doesn't bring back the page's own cell");
  return found;
}

export async function endsHang(page, origin) {
  const found = [];
  const say = (where, what) => found.push(wrong(where, what));
  await open(page, `${origin}/${LESSON}`, 1);
  await append(page, 1, "while True: pass");
  await cellButton(page, "Run", 1).click();
  await bar(page, 1).and(page.locator("[data-state=running]")).waitFor(PATIENT);
  await page.waitForTimeout(1000);
  const began = Date.now();
  await cellButton(page, "Stop", 1).click();
  let state = await ended(page, 1);
  if (state !== "stopped") say("Stop", `a cell that hangs ends as ${state}: ${await bar(page, 1).innerText()}`);
  if (Date.now() - began > 5000) say("Stop", `the page takes ${Date.now() - began} ms to end a cell that hangs`);
  if (!(await output(page, 1).innerText()).includes("counting 1")) say("Stop", "what the cell had printed isn't shown");

  // The page can run other code after it: another worker is started.
  await cellButton(page, "Reset", 1).click();
  await cellButton(page, "Edit and run", 1).click();
  state = await run(page, 1);
  if (state !== "done") say("after Stop", `the page's own cell ends as ${state}: ${await bar(page, 1).innerText()}`);

  // A reader who does nothing is told after a limit of time; three seconds here.
  await open(page, `${origin}/${LESSON}?patience=3`, 1);
  await append(page, 1, "while True: pass");
  state = await run(page, 1);
  if (state !== "late") say("the limit of time", `a cell that hangs ends as ${state}: ${await bar(page, 1).innerText()}`);
  return found;
}

// What stands behind the buttons of each cell: texts and pictures. Two things may differ between the build and the page: the
// build takes off what all lines of an output are indented by, and a picture's ids depend on a float's last digit, which
// sums of Python 3.12 and newer have better.
function shown() {
  const text = (part) => {
    const lines = part.textContent.trimEnd().split("\n");
    const indented = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
    return lines.map((line) => line.slice(indented)).join("\n").trim();
  };
  return [...document.querySelectorAll(".tl-cell-bar")].map((bar) => {
    const parts = [];
    for (let next = bar.nextElementSibling; next?.matches(".tl-shown, .sphx-glr-script-out, .output_subarea"); next = next.nextElementSibling) {
      parts.push(...(next.matches(".tl-shown") ? next.children : [next]));
    }
    return parts.map((part) => part.querySelector("svg")?.outerHTML.replaceAll(/\btl[0-9a-f]{10}/g, "tl") ?? text(part));
  });
}

// Every page with cells, run as it is to its last cell: what the page shows then is what the build wrote.
export async function everyCell(page, origin, paths) {
  const found = [];
  for (const path of paths) {
    await page.goto(`${origin}/${path}?patience=300`);
    const cells = await page.locator("[data-cell]").count();
    if (!cells) continue;
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    const before = await page.evaluate(shown);
    const began = Date.now();
    await cellButton(page, "Edit and run", cells).click();
    const state = await run(page, cells);
    const after = await page.evaluate(shown);
    const other = before.findIndex((parts, index) => parts.join() !== after[index].join());
    console.log(`${path}: ${cells} cells, ${before.flat().length} outputs, ${state}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
    if (state !== "done") found.push(wrong(path, `ends as ${state}: ${await bar(page, cells).innerText()} ${(await page.locator(".tl-raised").allInnerTexts()).join()}`));
    else if (other >= 0) found.push(wrong(path, `cell ${other + 1} shows in the page ${after[other].join().slice(0, 500)}, at the build ${before[other].join().slice(0, 500)}`));
  }
  return found;
}
