// Finds the programs that the checks need, and says how to get a missing one.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PROGRAMS = {
  chromium: { names: ["chromium", "chromium-browser"], packaged: "chromium" },
  java: { names: ["java"], packaged: "default-jre-headless" },
};

// The message is all that needs to be said: no check can be made.
export class CannotStart extends Error {}

export function program(tool) {
  const { names, packaged } = PROGRAMS[tool];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = places.find(canRun);
  if (found) return found;
  throw new CannotStart(`${tool} is not on PATH. Debian: apt-get install ${packaged}`);
}

function canRun(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
