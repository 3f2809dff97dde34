// A link that is a failure: code and token in the address's fragment, which a browser sends to nobody.
// The same form is written by the command line (`taskloop_conformance.report.link`): JSON, raw deflate, base64url.
const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

export async function toFragment(data) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(data)), new CompressionStream("deflate-raw"));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `#play=${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

// {code, token}, or null for an address without one; raises for one that can't be read.
export async function fromFragment(fragment) {
  if (!fragment.startsWith("#play=")) return null;
  const text = atob(fragment.slice(6).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = await through(Uint8Array.from(text, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw"));
  const { code, token } = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof code !== "string" || typeof token !== "string") throw new Error("the link holds no code and token");
  return { code, token };
}
