// A built site, served on a free port of 127.0.0.1.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, relative } from "node:path";

const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json",
  ".mjs": "text/javascript", ".wasm": "application/wasm",
  ".png": "image/png", ".svg": "image/svg+xml", ".xml": "text/xml", ".woff2": "font/woff2",
};

// Under this folder the same site is served once more: it may stand anywhere on its server.
const FOLDER = "/some/folder/";

// The addresses of the site's pages, from its root: "index.html", "gallery/index.html", ... What stands in for a missing
// page is looked at by itself.
export function pagesOf(site, folder = site) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesOf(site, path);
    const address = relative(site, path);
    return extname(address) === ".html" && address !== "404.html" ? [address] : [];
  }).sort();
}

export function serve(site) {
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://x").pathname);
    let path = join(site, normalize(asked.startsWith(FOLDER) ? asked.slice(FOLDER.length - 1) : asked));
    try {
      if (statSync(path).isDirectory()) path = join(path, "index.html");
      const body = readFileSync(path);
      // Every page loads the same scripts and styles: the browser may keep them.
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "cache-control": "max-age=600" });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": TYPES[".html"] });
      response.end(asked.endsWith(".html") ? readFileSync(join(site, "404.html")) : "");
    }
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}
