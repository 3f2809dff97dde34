// The course in the page as a reader walks through it: a file that isn't done, its hints, its solution, what is kept over a
// reload, a quiz, an implementation to break, an endless loop. Every finding is {rule, where, what}; requests to other hosts
// are found by the tab that walks.
import { paste } from "./paste.mjs";
import { inspect, wear } from "./inspect.mjs";

const PATIENT = { timeout: 180_000 };
// On a machine that does much else the page shouldn't take a slow check for an endless loop.
const PATIENCE = 300;
// The check of the first exercise takes a second once Python is there; so many are too many for a busy machine, too.
const SLOW = 20;
const ENDS = ["done", "red", "ended", "broken"];

const root = (page) => page.locator(".tl-course");
const press = (page, label) => page.locator(".tl-course").getByRole("button", { name: label, exact: true });
const said = (page) => page.locator(".tl-course .tl-live").innerText();
const isDone = async (page, name) => (await page.locator(`[data-exercise="${name}"] .tl-done`).count()) === 1;

async function visit(page, origin, patience = PATIENCE) {
  await page.goto(`${origin}/course.html?patience=${patience}`);
  await page.locator(".tl-course[data-open]").waitFor(PATIENT);
}

async function choose(page, name) {
  await page.locator(".tl-contents").evaluate((details) => { details.open = true; });
  await page.locator(`[data-exercise="${name}"]`).click();
  if (!name.startsWith("quiz")) await page.locator(".tl-exercise .cm-content").waitFor(PATIENT);
}

// Press "Check", or do what stands for it, and wait for its end; gives {state, red, seconds}.
async function check(page, begin = () => press(page, "Check").click()) {
  await begin();
  await page.locator(ENDS.map((state) => `.tl-course[data-state=${state}]`).join(",")).waitFor(PATIENT);
  const { state, red, seconds } = await root(page).evaluate(({ dataset }) => ({ ...dataset }));
  return { state, red: (red ?? "").split(" ").filter(Boolean), seconds: Number(seconds) };
}

async function solution(page) {
  await press(page, "Solution").click();
  await page.locator(".tl-course[data-state=solution]").waitFor(PATIENT);
}

// The lines of the reader's file that are seen.
const written = (page) => page.locator(".tl-exercise .cm-content").innerText();

async function solve(page) {
  await solution(page);
  await press(page, "Put it into the editor").click();
  return check(page);
}

const pasteInto = (page, text) => paste(page, ".tl-exercise", text);

export async function walksCourse(page, origin, axe, shot = () => {}) {
  const found = [];
  const say = (where, what) => found.push({ rule: "course", where, what });
  const { exercises } = await (await page.request.get(`${origin}/assets/python/course.json`)).json();
  await visit(page, origin);
  const listed = await page.locator("[data-exercise]").count();
  if (!exercises.length || listed !== exercises.length) say("the list", `has ${listed} of ${exercises.length} exercises`);

  // The first exercise as it begins, checked with the keyboard; then each of its hints, then one solution.
  const [first] = exercises;
  await page.locator(".tl-exercise .cm-content").focus();
  let result = await check(page, () => page.keyboard.press("Shift+Enter"));
  const wanted = first.rules.map(({ id }) => id).join(" ");
  if (result.state !== "red" || result.red.join(" ") !== wanted) say(first.name, `as it begins it ends as ${result.state}, with ${result.red.join(" ") || "no rule"} red instead of ${wanted}: ${await said(page)}`);
  if (await isDone(page, first.name)) say(first.name, "is done as it begins");
  for (const level of [1, 2, 3]) {
    await press(page, "Hint").click();
    await page.locator(`.tl-hint >> nth=${level - 1}`).waitFor(PATIENT);
    if (!(await said(page)).includes(`Hint ${level} of 3`)) say(first.name, `hint ${level} isn't told: ${await said(page)}`);
  }
  result = await solve(page);
  if (result.state !== "done" || !(await isDone(page, first.name))) say(first.name, `its solution ends as ${result.state}: ${await said(page)}`);
  console.log(`  ${first.name}: ${result.seconds} s to judge its solution`);
  if (result.seconds > SLOW) say(first.name, `its check takes ${result.seconds} s`);
  const text = await written(page);

  await visit(page, origin);
  if (!(await isDone(page, first.name))) say("a reload", "forgets what is done");
  if ((await written(page)) !== text) say("a reload", "forgets the reader's text");
  await press(page, "Reset").click();
  if (await isDone(page, first.name)) say("Reset", "leaves the exercise done");
  await press(page, "Bring my text back").click();
  if ((await written(page)) !== text) say("Bring my text back", "brings another text");

  // A quiz, answered wrong, then right.
  await choose(page, "quiz-1");
  await press(page, "Hint").click();
  await page.locator(".tl-course[data-state=hint]").waitFor(PATIENT);
  const choices = await page.locator(".tl-question input").evaluateAll((inputs) => inputs.map(({ value }) => value));
  const told = await page.locator(".tl-hint").innerText();
  if (!choices.every((rule) => told.includes(`${rule}: `))) say("quiz-1", `the hint doesn't say what each rule says: ${told}`);
  await solution(page);
  const right = /It is (\S+)\./.exec(await page.locator(".tl-hint").innerText())?.[1];
  await page.locator(`.tl-question input[value="${choices.find((choice) => choice !== right)}"]`).check();
  result = await check(page);
  if (result.state !== "red" || !(await said(page)).includes("which says:")) say("quiz-1", `a wrong answer ends as ${result.state}: ${await said(page)}`);
  await page.locator(`.tl-question input[value="${right}"]`).check();
  result = await check(page);
  if (result.state !== "done" || !(await isDone(page, "quiz-1"))) say("quiz-1", `the right answer ends as ${result.state}: ${await said(page)}`);

  // A good implementation, to be broken in one place.
  const broken = exercises.find(({ kind }) => kind === "break");
  await choose(page, broken.name);
  result = await check(page);
  if (result.state !== "red" || !(await said(page)).includes("still holds")) say(broken.name, `as it begins it ends as ${result.state}: ${await said(page)}`);
  result = await solve(page);
  if (result.state !== "done" || !(await isDone(page, broken.name))) say(broken.name, `its solution ends as ${result.state}: ${await said(page)}`);

  found.push(...(await looks(page, axe, shot)));
  return found;
}

// The page with results on it, in each width and colours: a picture in a hint, a solution, a quiz.
async function looks(page, axe, shot) {
  const found = [];
  await choose(page, "pause");
  await solution(page);
  const text = await page.locator(".tl-hint code").textContent();
  await pasteInto(page, text.replace("self.pausing = True", "pass"));
  for (const level of [1, 2]) {
    await press(page, "Hint").click();
    await page.locator(`.tl-hint:has-text("Hint ${level} of") svg`).first().waitFor(PATIENT);
  }
  for (const [view, viewport, scheme] of [["desktop", { width: 1440, height: 900 }, "light"], ["phone", { width: 390, height: 844 }, "dark"]]) {
    await page.setViewportSize(viewport);
    await wear(page, scheme);
    found.push(...(await inspect(page, axe, "all")).map((finding) => ({ ...finding, where: `${view}, ${scheme}, judged: ${finding.where}` })));
    await shot(`judged ${view} ${scheme}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
}

// Every exercise in which one writes: done with its solution, and how long a check takes once Python is there.
export async function solvesAll(page, origin) {
  const found = [];
  const { exercises } = await (await page.request.get(`${origin}/assets/python/course.json`)).json();
  const taken = [];
  await visit(page, origin);
  for (const { name, kind } of exercises.filter((exercise) => exercise.kind !== "quiz")) {
    await choose(page, name);
    const start = await check(page);
    const { state, seconds } = await solve(page);
    taken.push([name, kind, start.seconds, seconds]);
    if (start.state !== "red") found.push({ rule: "course", where: name, what: `as it begins it ends as ${start.state}` });
    if (state !== "done") found.push({ rule: "course", where: name, what: `its solution ends as ${state}: ${await said(page)}` });
  }
  for (const [name, , start, solved] of taken) console.log(`  ${name}: ${start} s as it begins, ${solved} s solved`);
  return found;
}

export async function endsLoop(page, origin) {
  const found = [];
  const say = (where, what) => found.push({ rule: "course", where, what });
  await visit(page, origin, 5);
  await page.locator(".tl-exercise .cm-content").waitFor(PATIENT);
  await pasteInto(page, "while True:\n    pass\n");
  const { state } = await check(page);
  if (state !== "ended" || !(await said(page)).includes("hangs")) say("an endless loop", `ends as ${state}: ${await said(page)}`);
  await press(page, "Reset").click();
  const after = await check(page);
  if (after.state !== "red") say("after an endless loop", `a check ends as ${after.state}: ${await said(page)}`);
  return found;
}
