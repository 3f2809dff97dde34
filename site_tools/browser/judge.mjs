// The playground: a link that is a failure, an implementation that hangs, and verdicts compared with the command line's,
// which check_site.py asked before. Requests to other hosts are found by the tab that walks.
import { paste } from "./paste.mjs";
import { deflateRawSync } from "node:zlib";

// The slowest check takes seconds; on a machine that does much else the page shouldn't take it for a hang.
const PATIENCE = 600;
const VERDICT = { timeout: 1_200_000 };
// What the playground's first faulty implementation breaks, and a history that shows it.
const BROKEN = { rule: "PAUSE.lasts", token: "wait:1w=PAUSE,1+3=CONTINUE" };
// A browser has no threads, so the page can't say what the command line says of this rule.
const WITHOUT_THREADS = new Set(["CONTROL.threads"]);

const write = (page, text) => paste(page, ".tl-playground", text);

const playground = (page) => page.locator(".tl-playground");
const said = (page) => page.locator(".tl-playground .tl-live").first().innerText();

// In a browser that has never seen the site: code and token come from the address alone.
export async function opensLink(page, origin) {
  const [, { title, text }] = await (await page.request.get(`${origin}/assets/python/starts.json`)).json();
  const packed = deflateRawSync(JSON.stringify({ code: text, token: BROKEN.token })).toString("base64url");
  await page.goto(`${origin}/playground.html?patience=${PATIENCE}#play=${packed}`);
  await page.locator(".tl-playground[data-verdict]").waitFor(VERDICT);
  const verdict = await playground(page).getAttribute("data-verdict");
  const found = verdict === BROKEN.rule ? [] : [{ rule: "link", where: title, what: `the link shows ${verdict}, not ${BROKEN.rule}: ${await said(page)}` }];
  if (!(await page.locator(".tl-finding svg").count())) found.push({ rule: "link", where: title, what: "the link shows no picture" });
  return found;
}

export async function endsEndless(page, origin) {
  await page.goto(`${origin}/playground.html?patience=5`);
  await page.locator(".tl-playground[data-open]").waitFor(VERDICT);
  await write(page, "while True:\n    pass\n");
  await page.getByRole("button", { name: "Judge" }).click();
  await page.locator(".tl-playground[data-verdict]").waitFor(VERDICT);
  const [verdict, words] = [await playground(page).getAttribute("data-verdict"), await said(page)];
  return verdict === "ended" && words.includes("hangs") ? [] : [{ rule: "hang", where: "the playground", what: `an endless loop gives ${verdict}: ${words}` }];
}

// `wanted` is a list of {title, text, verdict, rules: {rule: outcome}, seconds}.
export async function judges(page, origin, wanted) {
  const found = [];
  await page.goto(`${origin}/playground.html?patience=${PATIENCE}`);
  await page.locator(".tl-playground[data-open]").waitFor(VERDICT);
  for (const { title, text, verdict, rules, seconds } of wanted) {
    const say = (what) => found.push({ rule: "judge", where: title, what });
    await write(page, text);
    const began = Date.now();
    await page.getByRole("button", { name: "Judge" }).click();
    await page.locator(".tl-playground[data-verdict]").waitFor(VERDICT);
    const { verdict: shown, rules: outcomes } = await playground(page).evaluate(({ dataset }) => ({ ...dataset }));
    const took = (Date.now() - began) / 1000;
    const judged = outcomes ? JSON.parse(outcomes) : {};
    const compared = Object.keys(rules).filter((rule) => !WITHOUT_THREADS.has(rule));
    const other = compared.filter((rule) => rules[rule] !== judged[rule]);
    const failed = compared.filter((rule) => rules[rule] !== "passed");
    const left = [...WITHOUT_THREADS].map((rule) => `${rule}: ${rules[rule]} there, ${judged[rule]} here`);
    console.log(`${title}: ${shown}, ${compared.length - other.length} of ${compared.length} rules as on the command line, ${failed.length} not passed (${left}); ${took.toFixed(0)} s, there ${seconds.toFixed(0)} s`);
    if (shown !== verdict) say(`the page's verdict is ${shown}, that of the command line ${verdict}: ${await said(page)}`);
    if (!compared.length) say("the command line judged no rule");
    for (const rule of other) say(`${rule} is ${judged[rule]} in the page, ${rules[rule]} on the command line`);
  }
  return found;
}
