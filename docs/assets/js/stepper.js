// The small chain on a page: four buttons, pressed at any moment, and a slider back through what happened.
//
// It plays by itself, a virtual second a second, unless the reader asked the system for less motion: then time moves only
// when the reader says so. Every change is said in a live region.

import { Chain } from "./model.js";
import { TABLE } from "./table.js";

const SIGNALS = ["PAUSE", "CONTINUE", "STOP", "CANCEL"];
const STEP = 0.25; // virtual seconds of one press of "+¼ s": a piece of a pause
const SHOWN = 12; // virtual seconds that the lane shows
const WIDTH = 720; // of the lane, in pixels, until the page has laid it out

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const draw = (name, attributes, text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
};
const seconds = (at) => `${+at.toFixed(2)} s`;

class Stepper {
  constructor(root) {
    this.root = root;
    this.less = matchMedia("(prefers-reduced-motion: reduce)");
    const button = (label, press, title) => make("button", { type: "button", className: "tl-press", textContent: label, title, onclick: press });
    this.signals = SIGNALS.map((name) => button(name, () => this.press(name), TABLE.events[name]));
    this.run = button("", () => this.toggle(), "Let virtual time run, or stand still");
    const later = button("+¼ s", () => this.move(STEP), "Let a quarter of a virtual second pass");
    const again = button("Again", () => this.restart(), "Begin with a new chain");
    this.states = new Map(Object.keys(TABLE.states).map((name) => [name, make("li", { textContent: name, title: TABLE.states[name] })]));
    this.slider = make("input", { type: "range", min: 0, value: 0, oninput: () => this.look(+this.slider.value) });
    this.slider.setAttribute("aria-label", "Event of the history");
    this.lane = draw("svg", { role: "img", class: "tl-lane" });
    this.said = make("p", { className: "tl-live" });
    this.said.setAttribute("aria-live", "polite");
    const bar = make("div", { className: "tl-presses" }, ...this.signals, this.run, later, again);
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Signals and time");
    const states = make("ul", { className: "tl-states" }, ...this.states.values());
    states.setAttribute("aria-label", "States of the transition table");
    root.replaceChildren(bar, this.lane, states, this.slider, this.said);
    this.restart();
    // One unit of the lane is a pixel, so that its text is as large on a phone as elsewhere.
    new ResizeObserver(() => this.show(this.shown)).observe(root);
  }

  restart() {
    this.chain = new Chain(TABLE);
    this.views = [];
    this.say("A chain has started: the user coroutine is called with p0.");
    this.play(!this.less.matches);
  }

  play(on) {
    this.playing = on;
    this.run.textContent = on ? "Hold time" : "Run time";
    cancelAnimationFrame(this.frame);
    let last = performance.now();
    const turn = (now) => {
      if (!this.playing) return;
      this.advance(Math.min((now - last) / 1000, 0.1));
      last = now;
      this.frame = requestAnimationFrame(turn);
    };
    if (on) this.frame = requestAnimationFrame(turn);
    this.show();
  }

  toggle() {
    this.play(!this.playing && !this.chain.over);
  }

  move(time) {
    this.play(false);
    this.advance(time);
    this.show();
  }

  advance(time) {
    const known = this.chain.steps.length;
    this.chain.advance(time);
    for (const [state, event] of this.chain.steps.slice(known)) this.tell(state, event);
    if (this.chain.over) this.play(false);
    this.show();
  }

  press(name) {
    const over = this.chain.over;
    const known = this.chain.steps.length;
    this.chain.signal(name);
    for (const [state, event] of this.chain.steps.slice(known)) this.tell(state, event);
    if (this.chain.over && !over) this.play(false);
    this.show();
  }

  // What an event meant: the cell of the table in words.
  tell(state, event) {
    const cell = TABLE.cells[state][event];
    const kept = ["keep-and-pause", "start-kept", "start-user"].includes(cell.action) ? ` (p${this.chain.payload})` : "";
    // A pause that goes on would be said four times a second.
    if (cell.action === "pause-again") return;
    this.say(`At ${seconds(this.chain.now)}, ${state}: ${event}. ${TABLE.actions[cell.action]}${kept}. [${cell.rule}]`);
  }

  say(text) {
    this.views.push({ text, state: this.chain.state, at: this.chain.now });
    this.slider.max = this.views.length - 1;
    this.slider.value = this.slider.max;
    this.said.textContent = text;
  }

  // Look back: what was said, and the state then; time stands still meanwhile.
  look(index) {
    this.play(false);
    const view = this.views[index];
    this.said.textContent = view.text;
    this.show(view);
  }

  show(view = { state: this.chain.state, at: this.chain.now }) {
    this.shown = view;
    const room = this.root.clientWidth || WIDTH;
    this.lane.setAttribute("viewBox", `0 0 ${room} 74`);
    for (const [name, item] of this.states) {
      item.classList.toggle("tl-here", name === view.state);
      if (name === view.state) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    const from = Math.max(0, this.chain.now - SHOWN);
    const x = (at) => ((at - from) / SHOWN) * (room - 16) + 8;
    const parts = [draw("title", {}, `The chain up to ${seconds(this.chain.now)}: ${this.chain.state}`)];
    for (const { kind, from: begin, to, payload } of this.chain.spans) {
      const end = to ?? this.chain.now;
      if (end < from) continue;
      const left = x(Math.max(begin, from));
      const width = Math.max(x(end) - left, 1);
      parts.push(draw("rect", { x: left, y: 30, width, height: 24, class: `tl-span tl-${kind}` }));
      if (kind === "user" && width > 22) parts.push(draw("text", { x: left + width / 2, y: 47, "text-anchor": "middle" }, `p${payload}`));
    }
    for (const { at, kind } of this.chain.events) {
      if (!SIGNALS.includes(kind) || at < from) continue;
      parts.push(draw("path", { d: `M${x(at)} 20v36`, class: "tl-pin" }));
      parts.push(draw("text", { x: Math.min(Math.max(x(at), 34), room - 34), y: 14, "text-anchor": "middle" }, kind));
    }
    parts.push(draw("path", { d: `M${x(view.at < from ? from : view.at)} 24v38`, class: "tl-now" }));
    for (let at = Math.ceil(from); at <= from + SHOWN; at += 2) parts.push(draw("text", { x: Math.min(Math.max(x(at), 16), room - 16), y: 70, "text-anchor": "middle" }, `${at} s`));
    this.lane.replaceChildren(...parts);
  }
}

for (const root of document.querySelectorAll(".tl-stepper")) new Stepper(root);
