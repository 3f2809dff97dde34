// The playground: an editor, a start to choose, and the real suite in a worker, area by area as results come.
import { button, editor, make, progress } from "./dom.js";
import { fromFragment, toFragment } from "./link.js";
import { Python } from "./python.js";

const folder = new URL(".", import.meta.url);
// A check that takes this many seconds without a word hangs: the slowest one of the suite takes a few seconds here. The
// address may say another number (?patience=300), for a busy machine.
const PATIENCE = Number(new URLSearchParams(location.search).get("patience")) || 60;

class Playground {
  constructor(root, starts) {
    this.root = root;
    this.starts = starts;
    const { bar, tell } = progress();
    this.python = new Python(folder, tell);
    this.choice = make("select", { onchange: () => this.load(this.starts[this.choice.value].text) });
    this.choice.setAttribute("aria-label", "Begin with");
    this.starts.forEach(({ title }, index) => this.choice.append(make("option", { value: index, textContent: title })));
    this.judging = button("Judge", () => this.judge(), true);
    this.ending = button("End", () => this.end("You ended it"));
    this.ending.disabled = true;
    this.state = make("p", { className: "tl-live" });
    this.state.setAttribute("aria-live", "polite");
    this.areas = make("ul", { className: "tl-states" });
    this.areas.setAttribute("aria-label", "Areas of the specification");
    this.results = make("div", { className: "tl-results" });
    const bars = make("div", { className: "tl-presses" }, this.choice, this.judging, this.ending);
    this.place = make("div", { className: "tl-editor" });
    root.replaceChildren(bars, this.place, bar, this.state, this.areas, this.results);
  }

  async open() {
    this.editor = editor(this.place, this.starts[0].text, "Implementation", () => this.judge());
    await this.editor.ready;
    addEventListener("hashchange", () => this.followLink());
    await this.followLink();
    this.root.dataset.open = "yes";
  }

  load(text) {
    this.editor.set(text);
    this.results.replaceChildren();
    this.areas.replaceChildren();
    this.state.textContent = "";
  }

  // Run something in the worker with a watch on it; `each` gets its messages.
  async run(name, args, each) {
    this.judging.disabled = true;
    this.ending.disabled = false;
    delete this.root.dataset.verdict;
    const watch = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.end(`No sign of life for ${PATIENCE} s: it hangs`), PATIENCE * 1000);
    };
    try {
      await this.python.prepare();
      watch();
      await this.python.call(name, args, (message) => (watch(), each(message)));
    } catch (error) {
      if (error.message !== "ended") this.state.textContent = error.message;
    }
    clearTimeout(this.timer);
    this.judging.disabled = false;
    this.ending.disabled = true;
  }

  // A hang is ended by ending the worker; what was in hand is known from the plan.
  end(why) {
    this.python.end();
    const checks = this.plan?.checks ?? [];
    const hung = checks.find(({ check }) => !this.seen.has(check));
    // Before the plan comes, the file is imported and its functions are tried out once.
    const early = " before the first check: while the file is imported, or when its functions are tried out once";
    const rules = hung ? ` in a check of ${hung.rules.join(", ")}` : early;
    this.state.textContent = `${why}${rules}. ${this.seen?.size ?? 0} of ${checks.length} checks were finished.`;
    this.root.dataset.hung = hung?.rules.join(" ") ?? "";
    this.root.dataset.verdict = "ended";
  }

  async judge() {
    if (this.judging.disabled) return; // asked for with a key while the suite is at work
    this.plan = undefined;
    this.seen = new Map();
    this.results.replaceChildren();
    this.areas.replaceChildren();
    this.state.textContent = "The suite is at work.";
    await this.run("judge", [this.editor.get(), "quick"], (message) => this[`on_${message.kind}`]?.(message));
  }

  // Messages of the suite's page module

  on_plan(message) {
    this.plan = message;
  }

  on_check({ check, outcome, broken }) {
    this.seen.set(check, { outcome, broken });
    const { areas, checks } = this.plan;
    this.state.textContent = `${this.seen.size} of ${checks.length} checks.`;
    const red = new Set([...this.seen.values()].flatMap(({ broken }) => broken.map((rule) => rule.split(".")[0])));
    this.areas.replaceChildren(...areas.map((area) => {
      const of = checks.filter(({ rules }) => rules.some((rule) => rule.startsWith(`${area}.`)));
      const done = of.filter(({ check }) => this.seen.has(check)).length;
      const item = make("li", { textContent: `${area} ${red.has(area) ? "✗" : done === of.length ? "✓" : `${done}/${of.length}`}` });
      item.classList.toggle("tl-red", red.has(area));
      return item;
    }));
  }

  on_report({ verdict, errors, rules }) {
    const wrong = rules.filter(({ outcome }) => outcome !== "passed");
    this.state.textContent = `${verdict}: ${rules.length - wrong.length} of ${rules.length} rules passed. ${errors.join(" ")}`;
    this.results.replaceChildren(...wrong.map((rule) => this.failure(rule)));
    this.root.dataset.rules = JSON.stringify(Object.fromEntries(rules.map(({ id, outcome }) => [id, outcome])));
    this.root.dataset.verdict = verdict;
  }

  failure({ id, level, title, outcome, message, finding }) {
    const box = make("section", { className: "tl-failure" }, make("h2", { textContent: `${id} (${level}): ${outcome}` }), make("p", { textContent: title }));
    if (!finding || finding.rule !== id) {
      box.append(make("p", { textContent: message }));
      return box;
    }
    return this.shown(box, finding);
  }

  shown(box, finding) {
    const shown = make("div", { className: "tl-finding" });
    shown.innerHTML = finding.html; // made by the suite, which escapes what it quotes
    const link = button("A link to this failure", async () => {
      history.replaceState(null, "", await toFragment({ code: this.editor.get(), token: finding.token }));
      link.textContent = "The address of this page is the link now";
    });
    box.append(shown, link);
    return box;
  }

  async followLink() {
    let linked;
    try {
      linked = await fromFragment(location.hash);
    } catch {
      this.state.textContent = "The link can't be read: it may have been cut off.";
      return;
    }
    if (!linked) return;
    this.load(linked.code);
    this.state.textContent = `The history ${linked.token} is played again.`;
    this.plan = undefined;
    await this.run("replay", [linked.code, linked.token], (message) => this[`on_${message.kind}`]?.(message));
  }

  on_replayed({ broken, finding, html }) {
    const box = make("section", { className: "tl-failure" });
    if (broken) this.shown(box, finding).prepend(make("h2", { textContent: `${finding.rule}: ${finding.title}` }), make("p", { textContent: finding.text }));
    else box.innerHTML = html;
    this.results.replaceChildren(box);
    this.state.textContent = broken ? `${finding.rule} is broken by this history.` : "This history breaks no rule.";
    this.root.dataset.verdict = broken ? finding.rule : "legal";
  }
}

for (const root of document.querySelectorAll(".tl-playground")) {
  const starts = await (await fetch(new URL("starts.json", folder))).json();
  new Playground(root, starts).open();
}
