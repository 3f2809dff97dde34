// Runs taskloop-conformance on Python 3.14 compiled to WebAssembly, with the arguments given; ends with its exit code.
// `make test-pyodide` installs what is needed into .cache/pyodide first.
const root = new URL("..", import.meta.url).pathname;
const { loadPyodide } = await import(`${root}.cache/pyodide/node_modules/pyodide/pyodide.mjs`);
const python = await loadPyodide();
for (const [inside, outside] of [["/checkout", root], ["/packages", `${root}.cache/pyodide/packages`]]) {
  python.FS.mkdirTree(inside);
  python.mountNodeFS(inside, outside);
}
process.exitCode = python.runPython(`
import asyncio, platform, sys

sys.path[:0] = ["/checkout", "/checkout/conformance", "/packages"]
# Pyodide counts its own event loop as running all the time, and asyncio lets no second one run inside it.
asyncio._set_running_loop(None)
print("Python", platform.python_version(), "on", sys.platform)
from taskloop_conformance.command.program import main

main(${JSON.stringify(process.argv.slice(2))})
`);
