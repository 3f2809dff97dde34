// The course in the page: the exercises and the data are the suite's, and so is every judgement, which a worker makes. What
// stands here is what the reader sees and presses, and which exercise is at hand.
import { button, make, progress } from "./dom.js";
import { answer, head, showHint, showRules, showSolution } from "./exercise.js";
import { Keeping } from "./keeping.js";
import { Python } from "./python.js";

const folder = new URL(".", import.meta.url);
// The checks of an exercise take less than a second each: so many seconds without a word are an endless loop. The address
// may say another number (?patience=300), for a busy machine.
const PATIENCE = Number(new URLSearchParams(location.search).get("patience")) || 20;

class Course {
  constructor(root, { parts, exercises, pages }) {
    Object.assign(this, { root, parts, exercises, pages });
    this.keeping = new Keeping(exercises.map(({ name }) => name));
    const { bar, tell } = progress();
    this.python = new Python(folder, tell);
    this.checking = button("Check", () => this.toggle(), true);
    this.hinting = button("Hint", () => this.hint());
    this.solving = button("Solution", () => this.solution());
    this.resetting = button("Reset", () => this.replace(this.exercise.start, "It is as it was at the beginning.", true));
    this.bringing = button("Bring my text back", () => this.bringBack());
    this.state = make("p", { className: "tl-live" });
    this.state.setAttribute("aria-live", "polite");
    this.results = make("div", { className: "tl-results" });
    this.going = make("div", { className: "tl-presses" });
    this.summary = make("summary");
    this.contents = make("details", { className: "tl-contents" }, this.summary, ...parts.map((part) => this.part(part)));
    // A phone shows the exercise first: the list is folded in there.
    this.contents.open = matchMedia("(min-width: 60em)").matches;
    this.top = make("div", {});
    this.place = make("div", {});
    const presses = make("div", { className: "tl-presses" }, this.checking, this.hinting, this.solving, this.resetting, this.bringing);
    const shown = make("section", { className: "tl-exercise" }, this.top, this.place, presses, bar, this.state, this.going, this.results);
    root.replaceChildren(this.contents, shown);
    this.open(exercises.find(({ name }) => name === this.keeping.at) ?? this.atHand() ?? exercises[0]);
    root.dataset.open = "yes";
  }

  // The list of the exercises

  part({ kind, title }) {
    const items = this.exercises.filter((exercise) => exercise.kind === kind).map((exercise) => {
      const { name, number } = exercise;
      const opener = button("", () => this.choose(exercise));
      opener.className = "tl-opener";
      opener.dataset.exercise = name;
      const short = { build: exercise.title, break: exercise.rules[0]?.id, quiz: `Quiz ${number}` }[kind];
      opener.append(make("span", { className: "tl-mark" }), ` ${kind === "build" ? `${number} ` : ""}${short}`);
      return make("li", {}, opener);
    });
    const list = make("ol", { className: `tl-list tl-list-${kind}` }, ...items);
    list.setAttribute("aria-label", title);
    return make("div", {}, make("p", { className: "tl-part", textContent: title }), list);
  }

  list() {
    const { done } = this.keeping;
    this.summary.textContent = `Exercises: ${done.size} of ${this.exercises.length} done`;
    for (const opener of this.contents.querySelectorAll("[data-exercise]")) {
      const { exercise } = opener.dataset;
      const mark = done.has(exercise) ? make("span", { className: "tl-done", role: "img", textContent: "✓" }) : "";
      if (mark) mark.setAttribute("aria-label", "done:");
      opener.querySelector(".tl-mark").replaceChildren(mark);
      if (exercise === this.exercise.name) opener.setAttribute("aria-current", "step");
      else opener.removeAttribute("aria-current");
    }
  }

  atHand() {
    return this.exercises.find(({ name }) => !this.keeping.done.has(name));
  }

  choose(exercise) {
    if (this.busy) this.end("You chose another exercise");
    if (!matchMedia("(min-width: 60em)").matches) this.contents.open = false;
    this.open(exercise).focus();
  }

  // The exercise at hand; gives its heading.
  open(exercise) {
    const { name } = exercise;
    this.exercise = exercise;
    this.judged = undefined;
    this.keeping.at = name;
    this.keeping.save();
    const { heading, rules, parts } = head(exercise, this.pages);
    this.rules = rules;
    this.top.replaceChildren(...parts);
    this.answer = answer(exercise, this.keeping.text(name) ?? exercise.start, () => this.judge(), (text) => this.keep(text));
    this.place.replaceChildren(this.answer.element);
    this.clear();
    this.label();
    this.list();
    const lost = this.keeping.lost ? " This browser lets the page keep nothing: what you do here is forgotten when you leave it." : "";
    this.say((this.keeping.done.has(name) ? "You have done this one." : "") + lost);
    return heading;
  }

  clear() {
    this.results.replaceChildren();
    this.going.replaceChildren();
    showRules(this.rules, this.exercise, this.pages);
    for (const key of ["state", "red", "seconds"]) delete this.root.dataset[key];
  }

  // One button checks and stops, so that the keyboard's focus stays where it is.
  label() {
    this.checking.textContent = this.busy ? "Stop" : "Check";
    for (const each of [this.hinting, this.solving, this.resetting, this.bringing]) each.disabled = Boolean(this.busy);
    this.bringing.hidden = this.keeping.text(this.exercise.name, "before") === undefined;
  }

  say(text, state) {
    this.state.textContent = text;
    if (state) this.root.dataset.state = state;
  }

  keep(text) {
    this.keeping.write(this.exercise.name, text === this.exercise.start ? undefined : text);
  }

  // Put another text into the place of the reader's, which is kept.
  replace(text, said, again) {
    const { name } = this.exercise;
    const own = this.answer.get();
    if (this.exercise.kind !== "quiz" && own !== text && own !== this.exercise.start) this.keeping.write(name, own, "before");
    this.answer.set(text);
    this.keep(text);
    if (again) {
      this.keeping.done.delete(name);
      this.keeping.hints[name] = 0;
      this.keeping.save();
    }
    this.judged = undefined;
    this.clear();
    this.label();
    this.list();
    this.say(said);
  }

  bringBack() {
    const before = this.keeping.text(this.exercise.name, "before");
    this.keeping.write(this.exercise.name, undefined, "before");
    this.answer.set(before);
    this.keep(before);
    this.judged = undefined;
    this.clear();
    this.label();
    this.checking.focus(); // the button that was pressed is gone
    this.say("Your own text is back.");
  }

  // What the worker does

  toggle() {
    if (this.busy) this.end("You stopped it");
    else this.judge();
  }

  // Call a function of the suite's page module with a watch on it; gives its last message, or undefined.
  async run(name, args) {
    if (this.busy) return undefined;
    const run = this.busy = {};
    this.label();
    this.say("Python is being loaded.", "loading");
    const watch = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.end(`No sign of life for ${PATIENCE} s: it hangs`), PATIENCE * 1000);
    };
    let last;
    try {
      await this.python.prepare();
      this.say("The suite is at work.", "running");
      const began = performance.now();
      watch();
      await this.python.call(name, args, (message) => (watch(), last = message));
      this.root.dataset.seconds = ((performance.now() - began) / 1000).toFixed(2);
    } catch (error) {
      last = undefined;
      if (error.message !== "ended") this.say(`Python in this page doesn't work: ${error.message}`, "broken");
    }
    if (this.busy === run) this.free();
    return last;
  }

  free() {
    clearTimeout(this.timer);
    this.busy = undefined;
    this.label();
  }

  // Whatever runs is ended with its worker; the next check starts another one.
  end(why) {
    this.python.end();
    this.free();
    this.say(`${why}. Not done yet.`, "ended");
  }

  // `unanswered` lets a quiz be judged without an answer, which gives its hint.
  async judge(unanswered = false) {
    if (this.busy) return;
    const { exercise } = this;
    const text = this.answer.get();
    if (exercise.kind === "quiz" && !text && !unanswered) {
      this.say("Choose one of the four rules.", "red");
      return;
    }
    this.clear();
    const result = await this.run("attempt", [exercise.name, text]);
    if (!result) return;
    this.judged = { ...result, text };
    showRules(this.rules, exercise, this.pages, result);
    this.root.dataset.red = result.red.join(" ");
    if (result.done) {
      this.keeping.done.add(exercise.name);
      this.keeping.save();
      this.list();
    }
    const next = this.atHand();
    if (result.done && next) this.going.append(button(`Next: ${next.heading}`, () => this.choose(next)));
    const last = result.done && !next ? "\nThat was the last one: every exercise is done." : "";
    this.say(result.said + last, result.done ? "done" : "red");
  }

  // The next hint is about the text as it is now, so that is judged first unless it was.
  async hint() {
    const { exercise } = this;
    const { name } = exercise;
    if (exercise.kind === "quiz" ? !this.judged : this.judged?.text !== this.answer.get()) await this.judge(true);
    if (this.exercise !== exercise || !this.judged || this.judged.done) return;
    const { hints, red, said } = this.judged;
    const level = this.keeping.hints[name] = Math.min(this.keeping.hints[name] + 1, hints.length);
    this.keeping.save();
    const page = this.pages[red[0]];
    this.results.replaceChildren(...hints.slice(0, level).map((hint, index) => showHint(hint, index + 1, hints.length, page)));
    const told = `Hint ${level} of ${hints.length} is shown below.`;
    this.say(exercise.kind === "quiz" ? told : `${said}\n${told}`, "hint");
  }

  async solution() {
    const { exercise } = this;
    const sent = await this.run("solution", [exercise.name]);
    if (!sent || this.exercise !== exercise) return;
    const use = button("Put it into the editor", () => {
      this.replace(sent.text, "The solution stands in the editor. Check it.");
      this.checking.focus(); // the button that was pressed is gone
    });
    this.results.replaceChildren(showSolution(exercise, sent.text, use));
    this.say("One solution is shown below.", "solution");
  }
}

for (const root of document.querySelectorAll(".tl-course")) {
  const data = await (await fetch(new URL("course.json", folder))).json();
  new Course(root, data);
}
