// <tl-history>: the steps of a history as one slider. The element holds the data, the pictures and a list of all steps;
// without this script the list is what a reader has. It is an element of its own, so that it also works where a page's
// script puts it in later. Nothing moves by itself; what scrolls does so at once for readers who want less motion.
(() => {
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const unique = (values) => [...new Set(values.filter(Boolean))];
  const less = matchMedia("(prefers-reduced-motion: reduce)");
  // A cell of the transition table in words, as the list has it.
  const cellWords = (cell) => `${cell.event} while ${cell.state}: ${cell.meaning}; then ${cell.next} (${cell.rule})`;

  // What stands below the bars of a swimlane, in its own units: the axis with its numbers, and the legend.
  const BELOW = 64;

  class Steps extends HTMLElement {
    connectedCallback() {
      if (this.slider || !this.querySelector("li")) return; // moved to another place of the page, or without a step
      this.data = JSON.parse(this.querySelector("script").textContent);
      const { steps } = this.data;
      const list = this.querySelector("ol");
      list.tabIndex = 0; // it scrolls, and the keyboard has to reach what scrolls
      this.named = steps.some(({ chain }) => chain && chain !== "A");
      this.slider = make("input", { type: "range", min: 0, max: steps.length - 1, value: 0, oninput: () => this.show(+this.slider.value) });
      this.slider.setAttribute("aria-label", "Step of the history");
      const button = (label, press) => make("button", { type: "button", className: "tl-press", textContent: label, onclick: press });
      this.back = button("Previous", () => this.show(this.at - 1));
      this.on = button("Next", () => this.show(this.at + 1));
      this.count = make("span", { className: "tl-count" });
      this.said = make("p", { className: "tl-said-step" });
      this.said.setAttribute("aria-live", "polite");
      this.facts = make("dl", { className: "tl-facts" });
      const bar = make("div", { className: "tl-bar" }, this.back, this.slider, this.on, this.count);
      if (this.data.broken !== undefined) bar.append(button("To the divergence", () => this.show(this.data.broken)));
      const all = make("details", {}, make("summary", { textContent: "All steps" }));
      list.replaceWith(all);
      all.append(list);
      const [swimlane, diagram] = ["swimlane", "diagram"].map((kind) => this.querySelector(`[data-picture=${kind}]`));
      this.querySelector(".tl-pictures").remove();
      this.prepend(bar, this.said, ...[swimlane].filter(Boolean), make("div", { className: "tl-pair" }, ...[this.facts, diagram].filter(Boolean)));
      this.cursor = this.drawCursor();
      this.classList.add("tl-on");
      // What was folded away had no width, so nothing could be brought into view.
      new ResizeObserver(() => this.bringAll()).observe(this);
      this.show(this.data.broken ?? 0);
    }

    // A line through the swimlane, at the time of the step.
    drawCursor() {
      const svg = this.querySelector("[data-picture=swimlane] svg");
      if (!svg) return undefined;
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("class", "tl-cursor");
      svg.append(line);
      return line;
    }

    show(number) {
      const { steps } = this.data;
      this.at = Math.min(Math.max(number, 0), steps.length - 1);
      const step = steps[this.at];
      this.slider.value = this.at;
      this.slider.setAttribute("aria-valuetext", `${this.at + 1} of ${steps.length}`);
      this.count.textContent = `Step ${this.at + 1} of ${steps.length}`;
      // A button that has the focus keeps it at the end of the history, so it isn't disabled.
      this.back.setAttribute("aria-disabled", this.at === 0);
      this.on.setAttribute("aria-disabled", this.at === steps.length - 1);
      const wrong = this.at === this.data.broken;
      this.classList.toggle("tl-at-wrong", wrong);
      this.said.textContent = step.said + (wrong ? ` ${this.data.rule} is broken here.` : "");
      if (step.chain || !this.lit) this.lit = step.chain || Object.keys(step.possible ?? {})[0];
      this.facts.replaceChildren(...this.rows(step, wrong).flatMap(([term, text]) => [make("dt", { textContent: term }), make("dd", { textContent: text })]));
      this.light(step);
      this.point(step);
      this.bringAll();
    }

    // What is known at a step; every step has the same rows, so that nothing jumps while the slider moves.
    rows(step, wrong) {
      const rows = [["Time", `${+step.at.toFixed(6)} s${step.turn === undefined ? "" : `, turn ${step.turn} of the event loop`}`]];
      const diary = this.data.steps.some(({ turn }) => turn !== undefined);
      if (diary) {
        const atWork = step.kind === "turn" ? "the event loop" : step.task || "a callback";
        rows.push(["At work", step.turn === undefined ? "-" : atWork]);
        rows.push([step.kind === "turn" ? "Ready queue" : "Still ready", step.ready?.join("; ") || "-"]);
      }
      for (const [chain, positions] of Object.entries(step.possible ?? {})) {
        const of = (key, between = " or ") => unique(positions.map((position) => position[key])).join(between) || "-";
        const name = this.named ? `${chain}: ` : "";
        rows.push([`${name}Possible states`, positions.length ? of("state") : `none: no explanation is left (before: ${unique(this.before(chain).map(({ state }) => state)).join(" or ")})`]);
        rows.push([`${name}Active task`, of("task", "; or ")], [`${name}Kept payload`, of("kept")], [`${name}Wish`, of("wish")]);
        rows.push([`${name}Allowed next`, of("next", "; or ")]);
      }
      if (this.data.steps.some(({ cells }) => cells)) rows.push(["Cell of the table", step.cells?.map(cellWords).join("; or ") ?? "-"]);
      if (this.named && step.possible) rows.push(["Diagram", `the states of chain ${this.lit}`]);
      if (step.raised) rows.push(["Raised at", step.raised.join("; ")]);
      if (wrong) rows.push(["Allowed", this.data.allowed], ["Happened", this.data.happened]);
      return rows;
    }

    // What was last possible for a chain, at this step or before it.
    before(chain) {
      for (let number = this.at; number >= 0; number -= 1) {
        const positions = this.data.steps[number].possible?.[chain];
        if (positions?.length) return positions;
      }
      return [];
    }

    // The possible states of the step's chain, and the arrows of its cells; where none is left, those that were the last.
    light(step) {
      const diagram = this.querySelector("[data-picture=diagram]");
      if (!diagram || !step.possible) return;
      const states = new Set(this.before(this.lit).map(({ state }) => state));
      const left = step.possible[this.lit]?.length > 0;
      for (const mark of diagram.querySelectorAll("[data-state]")) {
        mark.classList.toggle("tl-lit", left && states.has(mark.dataset.state));
        mark.classList.toggle("tl-was", !left && states.has(mark.dataset.state));
      }
      for (const arrow of diagram.querySelectorAll("[data-from]")) {
        const { from, to } = arrow.dataset;
        arrow.classList.toggle("tl-taken", Boolean(step.cells?.some((cell) => cell.state === from && cell.next === to)));
      }
    }

    point({ x }) {
      if (!this.cursor) return;
      const { height } = this.cursor.ownerSVGElement.viewBox.baseVal;
      this.cursor.setAttribute("d", `M${x} 2V${height - BELOW}`);
    }

    bringAll() {
      for (const box of this.querySelectorAll("[data-picture]")) this.bring(box, box.querySelector(".tl-lit, .tl-was, .tl-cursor"));
    }

    // Scroll a box, and never the page, so far that the mark in it is seen.
    bring(box, mark) {
      if (!mark || box.scrollWidth <= box.clientWidth) return;
      const [outer, inner] = [box.getBoundingClientRect(), mark.getBoundingClientRect()];
      const left = box.scrollLeft + (inner.left + inner.right) / 2 - outer.left - box.clientWidth / 2;
      box.scrollTo({ left, behavior: less.matches ? "instant" : "smooth" });
    }
  }

  if (!customElements.get("tl-history")) customElements.define("tl-history", Steps);
})();
