// The Nu HTML checker on every page of the site.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { addressOf, htmlFiles } from "./pages.mjs";
import { counted, progress } from "./table.mjs";
import { CannotStart, program } from "./tools.mjs";

const JAR = fileURLToPath(new URL("node_modules/vnu-jar/build/dist/vnu.jar", import.meta.url));
// Without it the checker refuses to read from the machine it runs on.
const OWN_HOST = "-Dnu.validator.servlet.allow-forbidden-hosts=true";

export function needs() {
  program("java");
  if (existsSync(JAR)) return;
  throw new CannotStart("vnu-jar is not installed: run `npm ci` in tests/web.");
}

export default async function check(site) {
  // Over HTTP, not as files: only so can it tell what the policy's 'self' means.
  const pages = htmlFiles(site.folder).map((file) => site.origin + encodeURI(addressOf(file)));
  progress(`nu: ${counted(pages.length, "page")}`);
  const messages = pages.length ? await run(pages) : [];
  const warnings = messages.filter(({ subType }) => subType === "warning");
  // "error", and "non-document-error" for a page that could not be read at all.
  const errors = messages.filter(({ type }) => type !== "info");
  return [{
    what: "nu",
    where: counted(pages.length, "page"),
    measured: `${counted(errors.length, "error")}, ${counted(warnings.length, "warning")}`,
    budget: "0 errors",
    ok: pages.length > 0 && errors.length === 0,
    details: told(errors, site.origin),
    notes: told(warnings, site.origin),
  }];
}

function run(pages) {
  const words = [OWN_HOST, "-jar", JAR, "--format", "json", ...pages];
  const limit = { maxBuffer: 256 * 1024 * 1024 };
  return new Promise((done, failed) => {
    // The report is on stderr, and the exit status is 1 where it holds an error.
    execFile(program("java"), words, limit, (fault, _, report) => {
      try {
        done(JSON.parse(report).messages);
      } catch {
        failed(new Error(`the Nu checker gave no report: ${report || fault}`));
      }
    });
  });
}

// A fault of the templates stands on every page: it is told once, with the number of its places.
function told(messages, origin) {
  const found = new Map();
  for (const message of messages) {
    const page = message.url?.replace(origin, "") ?? "";
    const first = `${page}:${message.lastLine ?? "?"}`;
    const entry = found.get(message.message) ?? { places: 0, first };
    entry.places += 1;
    entry.extract ??= message.extract?.replace(/\s+/g, " ").trim();
    found.set(message.message, entry);
  }
  return [...found].map(([text, { places, first, extract }]) =>
    `${text} ${counted(places, "place")}, first ${first}${extract ? `  ${extract}` : ""}`);
}
