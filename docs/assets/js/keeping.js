// What the course's page remembers from one visit to the next, in the browser's local storage: which exercises are done and
// how many hints were shown, as the program's progress.json has it, and the reader's text of each exercise.
const KEY = "taskloop-course";

export class Keeping {
  // `names` are the exercises that there are: what is remembered of others, which an older site had, is left out.
  constructor(names) {
    let known = {};
    try {
      known = JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      // Storage that is switched off, or holds something else: the course begins at its beginning, and says so below.
      this.lost = true;
    }
    const list = Array.isArray(known.done) ? known.done : [];
    this.done = new Set(list.filter((name) => names.includes(name)));
    this.hints = Object.fromEntries(names.map((name) => [name, Number(known.hints?.[name]) || 0]));
    this.at = names.includes(known.at) ? known.at : undefined;
  }

  save() {
    this.put(KEY, JSON.stringify({ done: [...this.done], hints: this.hints, at: this.at }));
  }

  // The reader's own text of an exercise; undefined when it is as it was at the beginning. "before" is the one that stood
  // there until a reset, or until the solution took its place.
  text(name, which = "now") {
    try {
      return localStorage.getItem(`${KEY}/${name}/${which}`) ?? undefined;
    } catch {
      return undefined;
    }
  }

  write(name, text, which = "now") {
    this.put(`${KEY}/${name}/${which}`, text);
  }

  put(key, text) {
    try {
      if (text === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      this.lost = true;
    }
  }
}
