// One chain on a clock of its own, driven by the transition table of the specification.
//
// What the chain does isn't written here: each signal, and each end of the active task, is looked up in the table, and
// the cell's action is carried out. A test plays a thousand scripts on it and has the oracle judge every history.

export class Chain {
  // `table` is {initial, cells: {state: {event: {next, action, rule}}}, ...}; an iteration takes `iteration` virtual
  // seconds, a piece of a pause `pause`.
  constructor(table, { iteration = 1, pause = 0.25 } = {}) {
    Object.assign(this, { table, iteration, pause });
    this.state = table.initial;
    this.now = 0;
    this.payload = 0; // the number of the payload in use, or kept
    this.produced = 0; // the number of the last one made
    this.events = [{ at: 0, kind: "start", detail: "" }];
    this.steps = []; // [state, event] of every look into the table
    this.spans = []; // {kind: user|pause|cancelled, from, to}, the last one open while it is active
    this.begin("user");
  }

  get over() {
    return this.active === "";
  }

  // A signal, now. Gives the table's cell.
  signal(name) {
    this.note(name);
    const cell = this.step(name);
    if (cell.action === "cancel-task") {
      const inside = this.active === "user";
      if (inside) this.note("interrupted");
      if (inside) this.note("cancelled");
      this.finish("cancelled");
    }
    return cell;
  }

  // Let time pass; everything that is due within these seconds happens.
  advance(seconds) {
    const until = this.now + seconds;
    while (!this.over && this.due <= until) {
      this.now = this.due;
      if (this.active === "user") {
        this.note("return");
        this.made = this.produced + 1;
        this.note("fargs", `p${this.payload} -> p${this.made}`);
        this.produced = this.made;
        this.finish("returned");
      } else {
        this.finish("pause-ended");
      }
    }
    this.now = until;
  }

  // The active task has ended: the one decision.
  finish(completion) {
    this.spans.at(-1).to = this.now;
    const { action } = this.step(completion);
    if (completion === "returned") this.payload = this.produced;
    if (action === "start-user" || action === "start-kept") this.begin("user");
    else if (action === "keep-and-pause" || action === "pause-again") this.begin("pause");
    else {
      this.active = "";
      this.note("idle", "tasks 0 timers 0");
    }
  }

  begin(active) {
    this.active = active;
    this.due = this.now + (active === "user" ? this.iteration : this.pause);
    this.spans.push({ kind: active, from: this.now, to: null, payload: this.payload });
    if (active === "user") this.note("call", `p${this.payload}`);
  }

  step(event) {
    const cell = this.table.cells[this.state][event];
    this.steps.push([this.state, event]);
    this.state = cell.next;
    return cell;
  }

  note(kind, detail = "") {
    this.events.push({ at: this.now, kind, detail });
  }

  // The history in the notation of the specification.
  notation() {
    const lines = this.events.map(({ at, kind, detail }) => `${+at.toFixed(6)} ${kind} ${detail}`.trim());
    return [`time_pause: ${this.pause}`, ...lines].join("\n");
  }
}

// What a test, or a replayed link, plays: [[seconds to wait, signal], ...].
export function play(table, script, times) {
  const chain = new Chain(table, times);
  for (const [seconds, signal] of script) {
    chain.advance(seconds);
    // After the end the history is complete: what a signal does then is the table's line for it, and nothing happens.
    if (!chain.over) chain.signal(signal);
  }
  return chain;
}
