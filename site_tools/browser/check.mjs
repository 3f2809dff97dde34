// Opens every page of a built site in Chromium, served on 127.0.0.1, at desktop and phone width, light and dark.
// Fails on console errors, on requests to other hosts, on pages wider than the window, on accessibility errors and on
// dialogs of the heat map that don't open.
//
//     node check.mjs SITE CHROMIUM [--pictures DIR] [--only PART]
import { createServer } from "node:http";
import { mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, normalize, relative } from "node:path";

const [site, executablePath, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
const pictures = option("--pictures");
const only = option("--only");
// The packages are installed outside this folder: NODE_PATH says where, which import statements don't look at.
const require = createRequire(join(process.env.NODE_PATH ?? ".", "here.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const VIEWS = [
  { name: "desktop", width: 1280, height: 900 },
  { name: "phone", width: 390, height: 844 },
];
const SCHEMES = ["light", "dark"];
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".svg": "image/svg+xml", ".xml": "text/xml", ".woff2": "font/woff2",
};

function pagesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesOf(path);
    return entry.name === "index.html" ? [relative(site, folder)] : [];
  }).sort();
}

function serve() {
  const server = createServer((request, response) => {
    let path = join(site, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
    try {
      if (statSync(path).isDirectory()) path = join(path, "index.html");
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(readFileSync(path));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

// What in the page is wider than the window, unless it stands in a box that scrolls.
function overflow() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room && document.body.scrollWidth <= room) return null;
  const scrolls = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible") return true;
    }
    return false;
  };
  const wide = [...document.querySelectorAll("body *")].filter(
    (element) => element.getBoundingClientRect().right > room + 1 && !scrolls(element));
  return wide.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`).join(", ") || "the page";
}

async function inspect(page, label, problems) {
  const wide = await page.evaluate(overflow);
  if (wide) problems.push(`${label}: wider than the window: ${wide}`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] },
    resultTypes: ["violations"],
  }));
  for (const violation of violations) {
    const where = violation.nodes.slice(0, 2).map((node) => `${node.target.join(" ")}: ${node.any[0]?.message ?? node.failureSummary}`);
    problems.push(`${label}: ${violation.id} (${violation.nodes.length}): ${where.join(" | ")}`);
  }
}

async function dialogs(page, label, problems) {
  const button = page.locator("button[data-tl-open]").first();
  if (!(await button.count())) return;
  await button.click();
  const open = page.locator("dialog[open]");
  if (!(await open.count())) {
    problems.push(`${label}: a result that was clicked opens no dialog`);
    return;
  }
  if (pictures) await page.screenshot({ path: join(pictures, `${label.replaceAll(/\W+/g, "-")}-dialog.png`) });
  await page.keyboard.press("Escape");
}

const server = await serve();
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const problems = [];
const pages = pagesOf(site).filter((path) => !only || path.startsWith(only));
let views = 0;
if (pictures) mkdirSync(pictures, { recursive: true });
for (const colorScheme of SCHEMES) {
  for (const { name, width, height } of VIEWS) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
    for (const path of pages) {
      const page = await context.newPage();
      const label = `/${path} ${name} ${colorScheme}`;
      page.on("console", (message) => message.type() === "error" && problems.push(`${label}: console: ${message.text()}`));
      page.on("pageerror", (error) => problems.push(`${label}: exception: ${error.message}`));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) problems.push(`${label}: asks another host: ${url}`);
      });
      await page.goto(`${origin}/${path ? path + "/" : ""}`, { waitUntil: "load" });
      await inspect(page, label, problems);
      if (pictures) await page.screenshot({ path: join(pictures, `${label.replaceAll(/\W+/g, "-")}.png`) });
      await dialogs(page, label, problems);
      await page.close();
      views += 1;
    }
    await context.close();
  }
}
await browser.close();
server.close();
for (const problem of problems) console.error(problem);
console.log(`${pages.length} pages, ${views} views, ${problems.length} problems`);
process.exit(pages.length && !problems.length ? 0 : 1);
