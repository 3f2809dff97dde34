// What a reader does across pages, once for the whole site: search, get lost, open the site from a folder.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const QUERIES = JSON.parse(readFileSync(new URL("queries.json", import.meta.url)));
// A wanted page has to be among so many first results: as many as are seen without scrolling.
const SEEN = 3;
const SEARCH_SECONDS = 10;

// The addresses of the first results, below the site's root.
async function results(page, root) {
  const found = await page.$$eval(".md-search-result__item", (items) => items.map((item) => item.querySelector("a")?.href ?? ""));
  return found.slice(0, SEEN).map((address) => address.replace(root, "").replace(/\?[^#]*/, ""));
}

// Types a query as a reader does. The index is loaded by the first one, so a wanted page may take a while to come.
async function ask(page, root, query, wanted) {
  await page.locator("label.md-header__button[for=__search]").or(page.locator(".md-search__input")).last().click();
  await page.fill(".md-search__input", "");
  await page.locator(".md-search__input").pressSequentially(query);
  let found = [];
  for (const end = Date.now() + SEARCH_SECONDS * 1000; Date.now() < end; await page.waitForTimeout(100)) {
    found = await results(page, root);
    if (found.some((address) => wanted.some((start) => address.startsWith(start)))) return [];
  }
  return [{ rule: "search", where: `"${query}"`, what: `none of ${wanted.join(", ")} is among the first ${SEEN} results: ${found.join(", ") || "there are none"}` }];
}

export async function searches(page, root) {
  await page.goto(`${root}index.html`);
  const found = [];
  for (const [query, wanted] of Object.entries(QUERIES)) found.push(...(await ask(page, root, query, wanted)));
  return found;
}

// From a folder, without a server: the first page, a link, and the search.
export async function fromFolder(page, site) {
  const root = `${pathToFileURL(site).href}/`;
  await page.goto(`${root}index.html`);
  await page.locator(".md-tabs__link", { hasText: "Tutorial" }).click();
  const found = page.url() === `${root}tutorial/index.html` ? [] : [{ rule: "folder", where: "the tab Tutorial", what: `leads to ${page.url()}` }];
  const [query, wanted] = Object.entries(QUERIES)[0];
  return [...found, ...(await ask(page, root, query, wanted))];
}

// A page that doesn't exist, deep in a site that stands in a folder of its server.
export async function lost(page, origin) {
  const answer = await page.goto(`${origin}/some/folder/no/such/page.html`);
  const found = answer.status() === 404 ? [] : [{ rule: "lost", where: "a missing page", what: `is answered with ${answer.status()}` }];
  const home = page.getByRole("link", { name: "Home" });
  await home.waitFor({ timeout: SEARCH_SECONDS * 1000 }).catch(() => {});
  const leads = (await home.count()) ? await home.getAttribute("href") : "nowhere";
  if (leads !== `${origin}/some/folder/index.html`) found.push({ rule: "lost", where: "the link Home of 404.html", what: `leads ${leads}` });
  return found;
}
