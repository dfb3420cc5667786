// The one table, and how its numbers are written.
export const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
export const bytes = (number) => `${number.toLocaleString("en")} B`;
export const progress = (text) => process.stderr.write(`${text}\n`);

const COLUMNS = ["what", "where", "measured", "budget", ""];
const LONGEST = 40;

export function print(rows) {
  const lines = [COLUMNS, ...rows.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)));
  for (const line of lines) {
    console.log(line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
  }
  below("Failures", rows.filter(({ ok }) => !ok), "details");
  below("Notes", rows, "notes");
}

const cells = ({ what, where, measured, budget, ok }) =>
  [what, where, String(measured), String(budget), ok ? "ok" : "FAIL"];

// Under the table, row by row: enough lines to act on, and how many were left out.
function below(title, rows, part) {
  const told = rows.filter((row) => row[part]?.length);
  if (told.length) console.log(`\n${title}`);
  for (const { what, where, [part]: lines } of told) {
    console.log(`\n${what}, ${where}`);
    for (const line of lines.slice(0, LONGEST)) console.log(`  ${line.replace(/\s+/g, " ")}`);
    if (lines.length > LONGEST) console.log(`  ... and ${lines.length - LONGEST} more`);
  }
}
