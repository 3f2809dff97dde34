// Opens every page of a built site in Chromium, served on 127.0.0.1, and looks at it at desktop and phone width, light
// and dark. Fails on console errors, on requests to other hosts, on pages wider than the window, on lines of code and
// pictures wider than their boxes, on cut labels, on accessibility errors and on dialogs of the heat map that don't open.
// Then it does what a reader does across pages: searches, gets lost, opens the site from a folder.
//
//     node check.mjs SITE CHROMIUM [--every-page] [--only PART] [--journeys] [--every-cell] [--every-exercise]
//                    [--judge FILE] [--history FILE] [--tabs N] [--pictures DIR]
//
// Accessibility takes most of the time, and pages of one kind are made from the same parts: without `--every-page` it is
// looked at on one page of each kind (kinds.json); sizes, errors and requests are looked at on every page all the same.
// `--only` leaves out all pages but those whose addresses begin so, and the journeys; `--journeys` leaves out all pages. Three
// journeys take minutes and are asked for: `--every-cell` runs the cells of every page, `--every-exercise` solves the course,
// `--judge` judges the implementations of a file that check_site.py writes in the playground. `--history` is a page that
// `replay --html` wrote.
//
// Each page is loaded once; width and colours are changed in the tab that holds it. Several tabs work side by side.
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { endsLoop, solvesAll, walksCourse } from "./course.mjs";
import { dialogs, inspect, settle, wear } from "./inspect.mjs";
import { editsLesson, endsHang, everyCell } from "./in_page.mjs";
import { fromFolder, lost, searches } from "./journeys.mjs";
import { endsEndless, judges, opensLink } from "./judge.mjs";
import { pagesOf, serve } from "./serve.mjs";
import { stepsFailure, stepsFile, stepsLesson, stepsWithoutScripts } from "./stepping.mjs";

const [site, executablePath, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
const pictures = option("--pictures");
const only = option("--only");
// What stands for pages of its kind; with these options every page does.
const KINDS = JSON.parse(readFileSync(new URL("kinds.json", import.meta.url)));
const whole = options.includes("--every-page") || only !== undefined;
const tabs = Number(option("--tabs") ?? 2);
// The packages are installed outside this folder: NODE_PATH says where, which import statements don't look at.
const require = createRequire(join(process.env.NODE_PATH ?? ".", "here.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// One thing changes from a view to the next. Sizes are looked at in each; accessibility once for each width and each
// colour scheme: what isn't about colours is the same in the dark, and no colour depends on the width.
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const VIEWS = [
  ["desktop", DESKTOP, "light", "all"],
  ["desktop", DESKTOP, "dark", "colours"],
  ["phone", PHONE, "dark", "all"],
  ["phone", PHONE, "light", "none"],
];
// A page takes a few seconds; on a machine that does much else the matrix, the largest one, took longer than 300.
const PAGE_SECONDS = 900;

const found = new Map();
const counts = new Map();

// Each finding is said once a page, as soon as it is made, with the first view that showed it.
function report(path, view, { rule, where, what, more }) {
  const key = [path, rule, more ? "" : where, what].join("\0");
  if (found.has(key)) return;
  found.set(key, view);
  counts.set(rule, (counts.get(rule) ?? 0) + 1);
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  console.error(`/${path} (${view}): ${rule}: ${where}${more ? ` and ${more} more` : ""}: ${what}`);
}

let done = 0;
function progress(total, seconds) {
  done += 1;
  if (process.stdout.isTTY) process.stdout.write(`\r${done}/${total} pages\x1b[K${done === total ? "\n" : ""}`);
  else if (done % 10 === 0 || done === total) console.log(`${done}/${total} pages, ${seconds().toFixed(0)} s`);
}

// A tab stays open from page to page: a new one would compile the same scripts again, which takes longer than all else.
class Tab {
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
    page.on("console", (message) => message.type() === "error"
      && this.say({ rule: "console", where: message.location().url.replace(origin, ""), what: message.text() }));
    page.on("pageerror", (error) => this.say({ rule: "exception", where: "a script", what: error.message }));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !/^(data|blob|file):/.test(url)) this.say({ rule: "other-host", where: url, what: "keep a copy in the site" });
    });
  }

  say(finding) {
    report(this.path, this.view, finding);
  }

  async shot(part = "") {
    const name = `${this.path || "home"} ${this.view} ${part}`.trim().replaceAll(/\W+/g, "-");
    if (pictures) await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  async check(path) {
    this.path = path;
    this.view = "while it loads";
    await this.page.setViewportSize(DESKTOP);
    await this.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    const answer = await this.page.goto(`${this.origin}/${path}`, { waitUntil: "load" });
    if (!answer.ok()) this.say({ rule: "status", where: "the page", what: `answered ${answer.status()}` });
    for (const [name, viewport, scheme, wanted] of VIEWS) {
      const rules = whole || path in KINDS ? wanted : "none";
      this.view = `${name}, ${scheme}`;
      await this.page.setViewportSize(viewport);
      (await wear(this.page, scheme)).forEach((finding) => this.say(finding));
      await settle(this.page);
      await this.shot();
      (await inspect(this.page, axe, rules)).forEach((finding) => this.say(finding));
      (await dialogs(this.page, axe, rules, (id) => this.shot(id))).forEach((finding) => this.say(finding));
    }
  }
}

// What concerns the site as a whole, in a tab and a profile of its own for each; several at once, as pages are.
async function walk(browser, origin) {
  const journeys = [
    ["search", (page) => searches(page, `${origin}/`)],
    ["from a folder", (page) => fromFolder(page, site)],
    ["a missing page", (page) => lost(page, origin)],
    ["steps of a lesson", (page, shot) => stepsLesson(page, origin, axe, shot)],
    ["steps without scripts", () => stepsWithoutScripts(browser, origin)],
  ];
  if (option("--history")) journeys.push(["steps in a file", (page, shot) => stepsFile(page, option("--history"), axe, shot)]);
  const python = existsSync(join(site, "assets/python"));
  if (!python) console.log("left out: what needs Python in the page, which this site was built without");
  if (python) {
    // The longest first, so that no tab works alone at the end.
    journeys.unshift(["the course", (page, shot) => walksCourse(page, origin, axe, shot)]);
    journeys.push(["edit and run", (page, shot) => editsLesson(page, origin, axe, shot)]);
    journeys.push(["a cell that hangs", (page) => endsHang(page, origin)]);
    journeys.push(["a link to a failure", (page) => opensLink(page, origin)]);
    journeys.push(["steps of a failure", (page, shot) => stepsFailure(page, origin, axe, shot)]);
    journeys.push(["an implementation that hangs", (page) => endsEndless(page, origin)]);
    journeys.push(["an exercise that hangs", (page) => endsLoop(page, origin)]);
    if (options.includes("--every-exercise")) journeys.unshift(["every exercise", (page) => solvesAll(page, origin)]);
    if (options.includes("--every-cell")) journeys.unshift(["every cell", (page) => everyCell(page, origin, pagesOf(site))]);
    if (option("--judge")) journeys.unshift(["judge", (page) => judges(page, origin, JSON.parse(readFileSync(option("--judge"))))]);
  }
  const go = async (path, journey) => {
    const tab = new Tab(await browser.newPage({ viewport: DESKTOP }), origin);
    Object.assign(tab, { path, view: "desktop" });
    // A missing page is an error for the browser's console, and what this looks for.
    if (path === "a missing page") tab.page.removeAllListeners("console");
    try {
      const began = seconds();
      (await journey(tab.page, (name) => tab.shot(name))).forEach((finding) => tab.say(finding));
      console.log(`${path}: ${(seconds() - began).toFixed(1)} s`);
    } catch (error) {
      report(path, "unfinished", { rule: "check", where: "the site", what: error.message });
    }
    await tab.page.close();
  };
  await Promise.all(Array.from({ length: tabs }, async () => {
    while (journeys.length) await go(...journeys.shift());
  }));
}

async function work(browser, origin, queue, tell) {
  const context = await browser.newContext();
  // The colours chosen on one page aren't those of the next.
  await context.addInitScript(() => localStorage.clear());
  let tab = new Tab(await context.newPage(), origin);
  while (queue.length) {
    const path = queue.shift();
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`it took longer than ${PAGE_SECONDS} s`)), PAGE_SECONDS * 1000);
    });
    try {
      await Promise.race([tab.check(path), late]);
    } catch (error) {
      report(path, "unfinished", { rule: "check", where: "the page", what: error.message });
      await tab.page.close().catch(() => {});
      tab = new Tab(await context.newPage(), origin);
    }
    clearTimeout(timer);
    tell();
  }
  await context.close();
}

const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;
const pages = pagesOf(site).filter((path) => !only || path.startsWith(only));
for (const path of Object.keys(KINDS)) {
  if (!existsSync(join(site, path))) report(path, "kinds.json", { rule: "kinds", where: "the page", what: "isn't there: name another of its kind" });
}
if (!pages.length) {
  console.error(`no page of the site begins with ${only}`);
  process.exit(2);
}
if (pictures) mkdirSync(pictures, { recursive: true });
const server = await serve(site);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
// The longest first, so that no tab works alone at the end.
const size = (path) => statSync(join(site, path)).size;
const queue = (options.includes("--journeys") ? [] : pages).toSorted((one, other) => size(other) - size(one));
await Promise.all(Array.from({ length: tabs }, () => work(browser, origin, queue, () => progress(pages.length, seconds))));
if (!only) await walk(browser, origin);
await browser.close();
server.close();
for (const [rule, count] of [...counts].sort()) console.error(`${rule}: ${count}`);
console.log(`${done} pages, ${VIEWS.length} views each, ${found.size} problems, ${seconds().toFixed(0)} s`);
process.exit(found.size ? 1 : 0);
