// What the pages share: making elements, and an editor that is a text area where there is no other.
export const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

export const button = (label, press, first = false) =>
  make("button", { type: "button", className: first ? "tl-press tl-first" : "tl-press", textContent: label, onclick: press });

export async function editor(parent, text, label) {
  try {
    const { edit } = await import("./editor.js");
    return edit(parent, text, label);
  } catch {
    const area = make("textarea", { className: "tl-text-area", value: text, spellcheck: false, rows: 24 });
    area.setAttribute("aria-label", label);
    parent.append(area);
    return { get: () => area.value, set: (next) => { area.value = next; } };
  }
}

export function progress() {
  const bar = make("progress", { max: 1, value: 0, hidden: true });
  bar.setAttribute("aria-label", "Python is being loaded");
  const tell = (message) => {
    if (message.kind === "loading") Object.assign(bar, { hidden: false, max: message.of, value: message.done });
    if (message.kind === "ready") bar.hidden = true;
  };
  return { bar, tell };
}
