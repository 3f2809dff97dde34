// From the file system a browser starts no worker, and Material's search is one. Here a hidden frame takes its place: the
// script of the worker runs in it, and messages go both ways as events. (A server needs none of it.)
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      document.documentElement.append(this.frame);
      const inside = this.frame.contentWindow;
      // What a worker's script calls its own postMessage comes out here.
      inside.postMessage = (data) => { this.dispatchEvent(new MessageEvent("message", { data })); };
      const script = inside.document.createElement("script");
      script.src = address;
      script.onload = () => {
        this.waiting.forEach((data) => { this.deliver(data); });
        this.waiting = null;
      };
      inside.document.head.append(script);
    }

    deliver(data) {
      this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.deliver(data);
    }

    terminate() {
      this.frame.remove();
    }
  };
}
