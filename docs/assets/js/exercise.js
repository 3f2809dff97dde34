// One exercise of the course as it is shown: its heading, its rules, and what the reader writes or chooses. What is shown
// comes from the suite; nothing here judges anything.
import { editor, make } from "./dom.js";

const unseen = (text) => make("span", { className: "tl-unseen", textContent: text });
const block = (text, label) => {
  const box = make("pre", {}, make("code", { textContent: text, tabIndex: 0 }));
  box.firstChild.setAttribute("aria-label", label);
  return make("div", { className: "highlight" }, box);
};

// The heading and what stands between it and the text. `pages` says where a rule's text stands.
export function head(exercise, pages) {
  const heading = make("h2", { textContent: exercise.heading, tabIndex: -1 });
  const task = make("div", { className: "tl-task", innerHTML: exercise.task }); // made by the site's build
  if (exercise.kind === "quiz") return { heading, parts: [heading, task] };
  if (exercise.kind === "break") {
    const [{ id, title }] = exercise.rules;
    const link = make("a", { href: pages[id].text, textContent: id });
    return { heading, parts: [heading, task, make("p", { className: "tl-lesson" }, link, `: ${title}`)] };
  }
  const rules = make("ul", { className: "tl-states" });
  rules.setAttribute("aria-label", "Rules that this exercise adds");
  const page = pages[exercise.rules[0].id];
  const link = make("a", { href: page.lesson, textContent: exercise.lesson });
  return { heading, rules, parts: [heading, task, make("p", { className: "tl-lesson" }, "The lesson to it: ", link, ". The rules:"), rules] };
}

// The rules of an exercise, each with what is known of it, and those of earlier exercises that are broken again.
export function showRules(list, exercise, pages, result) {
  if (!list) return;
  const own = exercise.rules.map(({ id }) => id);
  const all = [...own, ...(result?.red ?? []).filter((rule) => !own.includes(rule))];
  list.replaceChildren(...all.map((rule) => {
    const red = result?.red.includes(rule);
    const word = !result ? "" : red ? "red: " : "green: ";
    const link = make("a", { href: pages[rule].text, textContent: rule, title: exercise.rules.find(({ id }) => id === rule)?.title ?? "" });
    const item = make("li", {}, unseen(word), link);
    if (result) item.append(make("span", { ariaHidden: "true", textContent: red ? " ✗" : " ✓" }));
    item.classList.toggle("tl-red", Boolean(red));
    item.classList.toggle("tl-green", Boolean(result) && !red);
    return item;
  }));
}

// What the reader writes: an editor for a file, or four rules to choose from. `changed` gets every new text, `check` is
// called by the keys that run things. Gives {element, get, set}.
export function answer(exercise, text, check, changed) {
  return exercise.kind === "quiz" ? quiz(exercise, text, changed) : file(exercise, text, check, changed);
}

function file(exercise, text, check, changed) {
  const place = make("div", { className: "tl-editor" });
  const inner = editor(place, text, `Your file of ${exercise.heading}`, check, changed);
  return { element: place, get: inner.get, set: inner.set };
}

function quiz(exercise, text, changed) {
  const legend = make("legend", { textContent: "Which rule says that it may not?" });
  const choices = exercise.choices.map(({ id, title }) => {
    const input = make("input", { type: "radio", name: "tl-choice", value: id, checked: id === text, onchange: () => changed(id) });
    return make("label", {}, input, " ", make("code", { textContent: id }), ` ${title}`);
  });
  const inputs = () => [...element.querySelectorAll("input")];
  const element = make(
    "div", { className: "tl-question" },
    make("h3", { textContent: "The change" }), block(exercise.code, "The change"),
    make("h3", { textContent: "What happened" }), block(exercise.history, "What happened"),
    make("fieldset", {}, legend, ...choices),
  );
  return {
    element,
    get: () => inputs().find(({ checked }) => checked)?.value ?? "",
    set: (rule) => inputs().forEach((input) => { input.checked = input.value === rule; }),
  };
}

// Hints as the terminal gives them, with pictures in the place of its characters; the third names pages of this site.
export function showHint({ text, picture }, level, of, page) {
  const box = make("section", { className: "tl-hint" }, make("h3", { textContent: `Hint ${level} of ${of}` }));
  box.append(make("pre", { className: "tl-words", textContent: text }));
  if (picture) {
    const drawn = make("div", { className: "tl-picture", tabIndex: 0 });
    drawn.setAttribute("role", "group");
    drawn.setAttribute("aria-label", `The picture of hint ${level}`);
    drawn.innerHTML = picture; // made by the suite, which escapes what it quotes
    box.append(drawn);
  }
  if (page && level === of) {
    const lesson = make("a", { href: page.lesson, textContent: page.title });
    box.append(make("p", {}, "On this site: the lesson ", lesson, ", and ", make("a", { href: page.text, textContent: "the rule's text" }), "."));
  }
  return box;
}

export function showSolution(exercise, text, use) {
  const heading = make("h3", { textContent: "One solution" });
  const box = make("section", { className: "tl-hint" }, heading);
  if (exercise.kind === "quiz") box.append(make("p", { textContent: `It is ${text}.` }));
  else box.append(block(text, "One solution"), use);
  return box;
}
