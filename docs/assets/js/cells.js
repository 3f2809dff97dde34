// "Edit and run" on a page made of an example: its cells become editors, and Python in a worker runs them in order.
//
// The page's own cells and outputs are elements that the site's build wrote; they are taken out while a reader's stand in
// their place, and put back by "Reset". Without scripts, or where Python was left out of the site, nothing of this is there.
import { button, editor, make, progress } from "./dom.js";
import { Python } from "./python.js";

const folder = new URL(".", import.meta.url);
// A cell that takes this many seconds is ended: the longest of the site took seventeen on a busy machine, and most take a
// tenth of a second. The address may say another number (?patience=300).
const PATIENCE = Number(new URLSearchParams(location.search).get("patience")) || 60;
// What of a cell's output the build writes behind its code.
const OUTPUT = ".sphx-glr-script-out, .output_subarea";

const pre = (text, className) => {
  // Long lines scroll within the code, so that is what the keyboard has to reach.
  const box = make("pre", {}, make("code", { textContent: text, tabIndex: 0 }));
  return make("div", { className }, make("div", { className: "highlight" }, box));
};

class Cell {
  constructor(page, block, index) {
    Object.assign(this, { page, block, index, name: `cell ${index + 1}` });
    this.source = block.querySelector("code").textContent;
    this.own = [];
    for (let next = block.nextElementSibling; next?.matches(OUTPUT); next = next.nextElementSibling) this.own.push(next);
    const named = (label, press) => {
      const made = button(label, press);
      made.setAttribute("aria-label", `${label} (${this.name})`);
      return made;
    };
    this.opener = named("Edit and run", () => page.open(this));
    this.runner = button("", (event) => event.detail < 2 && page.toggle(this), true);
    this.resetter = named("Reset", () => page.reset(this));
    this.said = make("p", { className: "tl-live" });
    this.said.setAttribute("aria-live", "polite");
    this.bar = make("div", { className: "tl-presses tl-cell-bar" }, this.opener);
    block.after(this.bar);
    this.label();
  }

  // One button runs and stops, so that the keyboard's focus stays where it is.
  label() {
    const running = this.page.running === this;
    this.runner.textContent = running ? "Stop" : "Run";
    this.runner.setAttribute("aria-label", `${running ? "Stop" : "Run"} (${this.name})`);
    this.runner.disabled = Boolean(this.page.running) && !running;
    this.resetter.disabled = Boolean(this.page.running);
  }

  text() {
    return this.editor ? this.editor.get().trimEnd() + "\n" : this.source;
  }

  edit() {
    if (this.editor) return;
    this.place = make("div", { className: "tl-editor tl-cell" });
    this.block.replaceWith(this.place);
    this.bar.replaceChildren(this.runner, this.resetter, this.said);
    this.editor = editor(this.place, this.source.trimEnd(), `Code of ${this.name}`, () => this.page.run(this));
  }

  close() {
    if (!this.editor) return;
    this.place.replaceWith(this.block);
    this.bar.replaceChildren(this.opener);
    this.editor = undefined;
    this.say("", "");
  }

  say(text, state) {
    this.said.textContent = text;
    this.bar.dataset.state = state;
  }

  // The output of a run in the place of the page's own.
  show({ printed = "", html = "", error = "" }) {
    this.own.forEach((element) => element.remove());
    this.shown?.remove();
    this.shown = make("div", { className: "tl-shown" });
    if (printed) this.shown.append(pre(printed, "sphx-glr-script-out highlight-none notranslate"));
    if (html) this.shown.append(this.picture(html));
    if (error) this.shown.append(pre(error, "sphx-glr-script-out tl-raised highlight-none notranslate"));
    this.bar.after(this.shown);
  }

  // As the build writes it: a group named by the picture's title. Two equal pictures on a page would have the same ids.
  picture(html) {
    const box = make("div", { className: "output_subarea output_html rendered_html output_result", tabIndex: 0 });
    const twice = (id) => document.getElementById(`${id}-t`);
    box.innerHTML = html.replaceAll(/\btl[0-9a-f]{10}(?=-|\b)/g, (id) => (twice(id) ? `${id}n${this.index}` : id));
    const title = box.querySelector("svg[role=img] > title[id]");
    if (title) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-labelledby", title.id);
    }
    return box;
  }

  restore() {
    if (!this.shown) return;
    this.shown.replaceWith(...this.own);
    this.shown = undefined;
  }
}

class CellPage {
  constructor(blocks) {
    const { bar, tell } = progress();
    this.bar = bar;
    this.python = new Python(folder, tell, "cells");
    this.cells = blocks.map((block, index) => new Cell(this, block, index));
  }

  open(cell) {
    this.cells.forEach((each) => each.edit());
    cell.editor.focus();
    cell.bar.append(this.bar);
    cell.say("Change the code, then press Run, or Shift+Enter.", "open");
    // What goes wrong here goes wrong again when a cell is run, and is said then.
    this.python.prepare().catch(() => {});
  }

  reset(cell) {
    cell.close();
    // What stands below may come from this cell: the outputs of all later cells are the page's own again.
    this.cells.slice(cell.index).forEach((each) => each.restore());
    // What the reader's code did to Python itself, such as another asyncio.sleep, goes when the last cell is reset.
    if (!this.cells.some((each) => each.editor)) this.python.end();
    cell.opener.focus();
  }

  toggle(cell) {
    if (this.running === cell) this.end("stopped", "You stopped it");
    else this.run(cell);
  }

  async run(cell) {
    if (this.running) return;
    this.work(cell);
    cell.bar.append(this.bar);
    try {
      cell.say("Python is being loaded.", "loading");
      await this.python.prepare();
      this.modules ??= await (await fetch(new URL("modules.json", folder))).json();
      const texts = this.cells.map((each) => each.text());
      const began = performance.now();
      this.failed = undefined;
      await this.python.call("cells", [texts, cell.index, this.modules], (message) => this[`on_${message.kind}`]?.(message));
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      if (this.failed) cell.say(`An error in ${this.failed.name}: see its output.`, "error");
      else cell.say(`Done in ${seconds} s${cell.index ? `, with ${cell.index === 1 ? "cell 1" : `cells 1 to ${cell.index}`} before it` : ""}.`, "done");
    } catch (error) {
      if (error.message !== "ended") cell.say(`Python in this page doesn't work: ${error.message}`, "broken");
    }
    this.work(undefined);
  }

  work(cell) {
    clearTimeout(this.timer);
    this.running = cell;
    this.cells.forEach((each) => each.label());
  }

  // Whatever runs is ended with its worker; the next run starts another one.
  end(state, why) {
    const which = this.at && this.at !== this.running ? ` in ${this.at.name}, on which it depends or which shows its picture` : "";
    this.running.say(`${why}${which}.${this.at ? " What it had printed until then is shown." : ""}`, state);
    this.python.end();
    this.at = undefined;
  }

  // Messages of the worker

  on_running({ cell }) {
    this.at = this.cells[cell];
    this.running.say(`${this.at.name[0].toUpperCase()}${this.at.name.slice(1)} is running.`, "running");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end("late", `Ended after ${PATIENCE} s: maybe an endless loop`), PATIENCE * 1000);
  }

  on_printing({ cell, text }) {
    this.cells[cell].show({ printed: text });
  }

  on_ran({ cell, ...result }) {
    this.at = undefined;
    this.cells[cell].show(result);
    if (result.error) this.failed = this.cells[cell];
  }
}

const blocks = [...document.querySelectorAll("[data-cell]")];
if (blocks.length) new CellPage(blocks);
