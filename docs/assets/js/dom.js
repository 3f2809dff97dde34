// What the pages share: making elements, and an editor that is a text area until there is another one.
export const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

export const button = (label, press, first = false) =>
  make("button", { type: "button", className: first ? "tl-press tl-first" : "tl-press", textContent: label, onclick: press });

// Something to write in, at once: a text area, whose place the editor takes when it has come. Where it doesn't come, the
// text area stays. `run` is what Shift+Enter and Ctrl+Enter do, if anything; `changed` gets every new text; `ready` resolves
// when nothing more comes.
export function editor(parent, text, label, run, changed) {
  const rows = text.split("\n").length + 1;
  const area = make("textarea", { className: "tl-text-area", value: text, spellcheck: false, rows });
  area.setAttribute("aria-label", label);
  area.addEventListener("keydown", (event) => {
    if (!run || event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  area.addEventListener("input", () => changed?.(area.value));
  parent.append(area);
  let inner = { get: () => area.value, set: (next) => { area.value = next; }, focus: () => area.focus() };
  const better = async () => {
    const { edit } = await import("./editor.js");
    const writing = document.activeElement === area;
    inner = edit(parent, area.value, label, run, changed);
    area.remove();
    if (writing) inner.focus();
  };
  return {
    get: () => inner.get(),
    set: (next) => inner.set(next),
    focus: () => inner.focus(),
    ready: better().catch(() => {}),
  };
}

export function progress() {
  const bar = make("progress", { max: 1, value: 0, hidden: true });
  bar.setAttribute("aria-label", "Python is being loaded");
  const tell = (message) => {
    if (message.kind === "loading") Object.assign(bar, { hidden: false, max: message.of, value: message.done });
    if (message.kind === "ready" || message.kind === "ended") bar.hidden = true;
  };
  return { bar, tell };
}
