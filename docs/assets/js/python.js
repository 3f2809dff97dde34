// One Python for a page: a worker that is started on the first use, and can be ended when it hangs.
export class Python {
  // `packages` says what is loaded beside Python: what "cells" import, or all that the "suite" needs to judge.
  constructor(folder, tell, packages = "suite") {
    Object.assign(this, { folder, tell, packages, waiting: new Map(), next: 1 });
  }

  // Call a function of the suite's page module; `each` gets what it sends. Resolves when it is done.
  async call(name, args, each = () => {}) {
    await this.prepare();
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, each });
      this.worker.postMessage({ id, call: name, args });
    });
  }

  // Load Python, if it isn't there yet. How long that takes is the network's and the machine's affair.
  prepare() {
    this.ready ??= new Promise((resolve, reject) => {
      Object.assign(this, { loaded: resolve, refused: reject });
      this.worker = this.start();
    });
    return this.ready;
  }

  start() {
    this.tell({ kind: "loading", done: 0, of: 1 });
    const worker = new Worker(new URL(`worker.mjs?packages=${this.packages}`, this.folder), { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.kind === "ready") this.loaded();
      const call = this.waiting.get(data.id);
      if (!call) return data.kind === "broken" ? this.fail(data.text) : this.tell(data);
      if (data.kind === "done" || data.kind === "failed") this.waiting.delete(data.id);
      if (data.kind === "done") call.resolve();
      else if (data.kind === "failed") call.reject(new Error(data.text));
      else call.each(data);
    };
    worker.onerror = (event) => this.fail(event.message || "the worker can't be started");
    return worker;
  }

  fail(text) {
    this.refused(new Error(text));
    for (const { reject } of this.waiting.values()) reject(new Error(text));
    this.end();
  }

  // End the worker, whatever it does; the next call starts another one.
  end() {
    this.worker?.terminate();
    this.refused?.(new Error("ended"));
    this.worker = this.ready = undefined;
    this.tell({ kind: "ended" });
    for (const { reject } of this.waiting.values()) reject(new Error("ended"));
    this.waiting.clear();
  }
}
