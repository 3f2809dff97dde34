// Python in a web worker. Everything it loads is served by this site; nothing of the reader's leaves the browser.
//
// Messages in: {id, call, args}, a function of the suite's module `command.page`, or "cells" for code of a page.
// Messages out: {kind: "loading", done, of}, {kind: "ready"}, whatever the function sends, {id, kind: "done"|"failed"}.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (path) => new URL(path, import.meta.url);
const say = (message) => postMessage(message);

async function start() {
  const packages = new URL(import.meta.url).searchParams.get("packages");
  const wheels = (await (await fetch(here("wheels.json"))).json())[packages];
  const of = wheels.length + 1;
  let done = 0;
  const loaded = () => say({ kind: "loading", done: (done += 1), of });
  const fetched = Promise.all(wheels.map(async (path) => {
    const answer = await fetch(here(path));
    if (!answer.ok) throw new Error(`${path} can't be loaded: ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    loaded();
    return bytes;
  }));
  const python = await loadPyodide({
    indexURL: here("pyodide/").href,
    stdout: (text) => say({ kind: "printed", text }),
    stderr: (text) => say({ kind: "printed", text }),
  });
  loaded();
  const site = python.runPython("import site; site.getsitepackages()[0]");
  for (const bytes of await fetched) python.unpackArchive(bytes, "wheel", { extractDir: site });
  python.FS.writeFile(`${site}/page_cells.py`, await (await fetch(here("page_cells.py"))).text());
  python.runPython(await (await fetch(here("page.py"))).text());
  // To import the suite takes seconds, which belong to the loading and not to the first judgement.
  if (packages === "suite") python.globals.get("prepare")();
  say({ kind: "ready" });
  return python;
}

const python = start().catch((error) => {
  say({ kind: "broken", text: String(error) });
  throw error;
});

onmessage = async ({ data: { id, call, args } }) => {
  const run = (await python).globals.get("call");
  try {
    run(call, JSON.stringify(args), (text) => say({ id, ...JSON.parse(text) }));
    say({ id, kind: "done" });
  } catch (error) {
    say({ id, kind: "failed", text: String(error) });
  }
};
