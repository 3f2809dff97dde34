// What is looked for in one page that stands in a tab. Every finding is {rule, where, what, more}: `where` is a CSS
// selector, `more` the number of further places.

const RULES = {
  all: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  colours: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

// Two frames later styles and layout are those of the new width or colours; what fades between them is brought to its end.
export async function settle(page) {
  await page.evaluate(async () => {
    // A tab that isn't in front may get no frames at all: then half a second has to do, or this waits without an end.
    const frame = () => new Promise((ready) => { requestAnimationFrame(ready); setTimeout(ready, 500); });
    await frame();
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    await frame();
  });
}

// As a reader does it: with the button in the header. The emulated preference goes along, for pictures that ask it.
export async function wear(page, scheme) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  const worn = await page.evaluate((wanted) => {
    const name = { light: "default", dark: "slate" }[wanted];
    const input = document.querySelector(`input[data-md-color-scheme="${name}"]`);
    if (input && !input.checked) input.click();
    return document.body.dataset.mdColorScheme === name;
  }, scheme);
  return worn ? [] : [{ rule: "colour-scheme", where: "[data-md-component=palette]", what: `the ${scheme} colours can't be chosen` }];
}

// The smallest letters of a picture (CSS pixels) that a phone may show.
const SMALLEST = 8;
// So much room (CSS pixels) a box may leave below its picture.
const BELOW = 40;

// What is wider than the window, unless it stands in a box that scrolls; and labels that a picture's edge cuts.
function sizes({ smallest, below: most }) {
  const name = (element) => {
    const classes = [...element.classList].map((word) => `.${word}`).join("");
    const id = element.closest("[id]")?.id;
    return `${id && id !== element.id ? `#${id} ` : ""}${element.localName}${element.id ? `#${element.id}` : ""}${classes}`;
  };
  const found = [];
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room || document.body.scrollWidth > room) {
    const scrolls = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible") return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > room + 1 && !scrolls(element));
    const inner = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    for (const element of inner.length ? inner : [document.body]) {
      const over = Math.round(element.getBoundingClientRect().right - room);
      found.push({ rule: "overflow", where: name(element), what: `${over} px wider than the window of ${room} px: let it wrap, shrink or scroll in a box of its own` });
    }
  }
  // Code fits its column beside the navigation, where that is shown; a phone scrolls it.
  if (room >= 1440) {
    for (const code of document.querySelectorAll("pre > code, .highlight pre")) {
      const over = code.scrollWidth - code.clientWidth;
      if (code.clientWidth && over > 1) found.push({ rule: "cut-code", where: name(code), what: `"${code.textContent.trim().slice(0, 40)}..." is ${over} px wider than its box: break its longest line` });
    }
  }
  for (const picture of document.querySelectorAll(".md-content svg[role=img]")) {
    // A box of its own that scrolls and that the keyboard reaches: the picture keeps a size at which it can be read.
    if (picture.closest(".tl-scroll")) continue;
    const over = Math.round(picture.getBoundingClientRect().width - room);
    if (over > 0) found.push({ rule: "cut-picture", where: name(picture), what: `${over} px wider than the window of ${room} px` });
  }
  // A phone: what fits into its width has to be readable there. The thumbnails of a gallery only decorate.
  for (const picture of room < 600 ? document.querySelectorAll("svg:has(text)") : []) {
    if (picture.closest("[aria-hidden=true]") || !picture.checkVisibility()) continue;
    const scale = Math.abs(picture.getScreenCTM().a);
    const texts = [...picture.querySelectorAll("text")];
    const size = Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale));
    const title = picture.querySelector("title")?.textContent ?? "";
    if (size < smallest) found.push({ rule: "small-text", where: name(picture), what: `"${title.slice(0, 40)}" has letters of ${size.toFixed(1)} px: draw it for a phone, too (Picture.narrow)` });
    const box = picture.closest(".tl-scroll, .tl-picture, .output_html");
    const below = box ? box.getBoundingClientRect().bottom - picture.getBoundingClientRect().bottom : 0;
    if (below > most) found.push({ rule: "white-below", where: name(picture), what: `${Math.round(below)} px of nothing stand below "${title.slice(0, 40)}"` });
  }
  for (const text of document.querySelectorAll("svg text")) {
    const label = text.getBoundingClientRect();
    const picture = text.ownerSVGElement.getBoundingClientRect();
    const over = Math.max(picture.left - label.left, label.right - picture.right, picture.top - label.top, label.bottom - picture.bottom);
    if (label.width && over > 1) {
      found.push({ rule: "cut-label", where: `${name(text.ownerSVGElement)} text`, what: `"${text.textContent.slice(0, 40)}" stands ${Math.round(over)} px outside its picture: give the picture more room` });
    }
  }
  return found;
}

async function accessibility(page, axe, rules, within) {
  await page.evaluate((source) => { if (!window.axe) (0, eval)(source); }, axe);
  const violations = await page.evaluate(async ([rules, part]) => {
    const { violations } = await window.axe.run(part ?? document, { runOnly: rules, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.map((node) => ({ target: node.target.join(" "), why: (node.any[0] ?? node.all[0] ?? node.none[0])?.message })),
    }));
  }, [RULES[rules], within]);
  // What is wrong in the same way in many places is one finding.
  const found = new Map();
  for (const { id, help, nodes } of violations) {
    for (const { target, why } of nodes) {
      const what = why ? `${help}: ${why}` : help;
      const known = found.get(id + what);
      if (known) known.more += 1;
      else found.set(id + what, { rule: id, where: target, what, more: 0 });
    }
  }
  return [...found.values()];
}

// The page as it stands, with everything that can be folded out folded out; `rules` is a key of RULES, or "none".
export async function inspect(page, axe, rules, within) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  await settle(page);
  const found = await page.evaluate(sizes, { smallest: SMALLEST, below: BELOW });
  return rules === "none" ? found : [...found, ...(await accessibility(page, axe, rules, within))];
}

// One button of each kind of result that has a dialog: it opens it, and what it shows is inspected as well.
export async function dialogs(page, axe, rules, shot) {
  const found = [];
  const kinds = await page.evaluate(() => {
    const kinds = new Map();
    for (const button of document.querySelectorAll("button[data-tl-open]")) {
      // Material marks the button that has the focus with a class of its own.
      const kind = [...button.classList].filter((name) => name.startsWith("tl-")).join(" ");
      if (!kinds.has(kind)) kinds.set(kind, button.dataset.tlOpen);
    }
    return [...kinds.values()];
  });
  for (const id of kinds) {
    await page.locator(`button[data-tl-open="${id}"]`).first().click();
    if (!(await page.locator(`dialog#${id}[open]`).count())) {
      found.push({ rule: "dialog", where: `button[data-tl-open="${id}"]`, what: "a click on this result opens no dialog" });
      continue;
    }
    found.push(...(await inspect(page, axe, rules, `#${id}`)));
    await shot(id);
    await page.keyboard.press("Escape");
    if (await page.locator("dialog[open]").count()) {
      found.push({ rule: "dialog", where: `#${id}`, what: "the Escape key doesn't close this dialog" });
      await page.evaluate(() => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
    }
  }
  return found;
}
