// Judges implementations in the playground, and compares each rule's outcome with that of the command line, which
// check_site.py asked before. What a check finds here beside that: requests to other hosts, by the tab that walks.

// The slowest check takes seconds; on a machine that does much else the page shouldn't take it for a hang.
const PATIENCE = 600;
const VERDICT = { timeout: 1_200_000 };
// A browser has no threads, so the page can't say what the command line says of this rule.
const WITHOUT_THREADS = new Set(["CONTROL.threads"]);

async function write(page, text) {
  await page.locator(".tl-playground .cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.evaluate((code) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", code);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
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
    const { verdict: said, rules: outcomes } = await page.locator(".tl-playground").evaluate(({ dataset }) => ({ ...dataset }));
    const took = (Date.now() - began) / 1000;
    const page_rules = outcomes ? JSON.parse(outcomes) : {};
    const compared = Object.keys(rules).filter((rule) => !WITHOUT_THREADS.has(rule));
    const other = compared.filter((rule) => rules[rule] !== page_rules[rule]);
    const failed = compared.filter((rule) => rules[rule] !== "passed");
    const left = [...WITHOUT_THREADS].map((rule) => `${rule}: ${rules[rule]} there, ${page_rules[rule]} here`);
    console.log(`${title}: ${said}, ${compared.length - other.length} of ${compared.length} rules as on the command line, ${failed.length} not passed (${left}); ${took.toFixed(0)} s, there ${seconds.toFixed(0)} s`);
    if (said !== verdict) say(`the page's verdict is ${said}, that of the command line ${verdict}: ${await page.locator(".tl-playground .tl-live").first().innerText()}`);
    if (!compared.length) say("the command line judged no rule");
    for (const rule of other) say(`${rule} is ${page_rules[rule]} in the page, ${rules[rule]} on the command line`);
  }
  return found;
}
