// Serves a folder on 127.0.0.1 as a web host would: gzip, types, the 404 page and `_headers`.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, resolve, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = Object.fromEntries(`
  html text/html; css text/css; js text/javascript; mjs text/javascript; txt text/plain;
  json application/json; webmanifest application/manifest+json; xml application/xml;
  wasm application/wasm; svg image/svg+xml; png image/png; jpg image/jpeg; webp image/webp;
  avif image/avif; ico image/x-icon; woff2 font/woff2
`.split(";").map((entry) => entry.trim().split(" ")));
const PACKED = /^(text\/|application\/(json|manifest|xml|wasm)|image\/svg)/;

// `_headers` as Netlify reads it: an address pattern, then indented `Name: value` lines.
export function readRules(folder) {
  const file = join(folder, "_headers");
  const rules = [];
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split(/\r?\n/) : []) {
    const header = line.match(/^\s+([\w-]+):\s*(.*)$/);
    if (header) rules.at(-1)?.headers.push([header[1].toLowerCase(), header[2].trim()]);
    else if (line.startsWith("/")) rules.push({ pattern: pattern(line.trim()), headers: [] });
  }
  return rules;
}

function pattern(address) {
  const quoted = address.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${quoted.replaceAll("*", ".*").replace(/:\w+/g, "[^/]+")}$`);
}

export function headersFor(rules, address) {
  const headers = {};
  for (const [name, value] of rules.flatMap((r) => (r.pattern.test(address) ? r.headers : []))) {
    headers[name] = headers[name] ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

// The file of an address; nothing outside the folder, and not `_headers` itself, has one.
async function find(folder, address) {
  const path = resolve(folder, `.${address}`);
  if (path !== folder && !path.startsWith(folder + sep)) return null;
  if (path === join(folder, "_headers")) return null;
  const isFolder = (await stat(path)).isDirectory();
  if (isFolder && !address.endsWith("/")) return { moved: `${address}/` };
  return { path: isFolder ? join(path, "index.html") : path };
}

async function answer(folder, rules, address) {
  const found = await find(folder, address).catch(() => null);
  if (found?.moved) return { status: 301, headers: { location: encodeURI(found.moved) }, body: "" };
  let [status, path] = [200, found?.path];
  let body = path && (await readFile(path).catch(() => null));
  if (!body) {
    [status, path] = [404, join(folder, "404.html")];
    body = await readFile(path).catch(() => "Not found");
  }
  const type = TYPES[extname(path).slice(1)] ?? "application/octet-stream";
  const charset = type.startsWith("text/") ? "; charset=utf-8" : "";
  const headers = { "content-type": type + charset, ...headersFor(rules, address) };
  return { status, headers, body };
}

function decode(url) {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return "/_headers"; // which is never found
  }
}

// `log` gets `{ address, status, bytes }` of each answer: bytes on the wire, its head included.
export async function serve(site) {
  const [folder, rules, log] = [resolve(site), readRules(site), []];
  const server = createServer(async (request, response) => {
    const before = request.socket.bytesWritten;
    const address = decode(request.url);
    let { status, headers, body } = await answer(folder, rules, address);
    if (PACKED.test(headers["content-type"] ?? "")) {
      headers.vary = "Accept-Encoding";
      if (/\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
        [headers["content-encoding"], body] = ["gzip", gzipSync(body)];
      }
    }
    response.on("finish", () => {
      log.push({ address, status, bytes: request.socket.bytesWritten - before });
    });
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, log, close: () => (server.closeAllConnections(), server.close()) };
}
