// Lets all contenders work on one file, round by round, and prints how they compare.
//
//   node bench.mjs --file FILE --workers N --runs N --scratch DIR [--page ADDRESS] [--program CALLSCAPE] [--python PYTHON]
//
// Without a page there are no pages among the contenders, without a program no programs. What they count is held against
// native DuckDB, round by round: a difference is an error. `cargo xtask bench --peers` installs everything and calls this.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { figure, median, p95 } from "../measure.mjs";
import { check, checksum } from "./agreement.mjs";
import { pages } from "./browser.mjs";
import { library, natives } from "./native.mjs";
import { serve } from "./server.mjs";

const TITLES = {
  counted: "programs: from the file to the numbers of five charts",
  written: "programs: the same without repeated calls, and the rows written as CSV",
  pages: "pages in Chromium: from the file chosen to the numbers of five charts",
};
const print = (name, cells) => console.log(name.padEnd(38) + cells.map((cell, place) => cell.padStart(place === 6 ? 15 : 11)).join(""));
const text = { type: "string" };
const { values } = parseArgs({ options: { file: text, workers: text, runs: text, scratch: text, page: text, program: text, python: text } });
const { moves } = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "questions.json"), "utf8"));
const server = await serve();
const options = { ...values, moves, peers: server.address };

// Measures every contender once.
async function round(contenders, number) {
  for (const one of contenders) {
    if (one.failed) continue;
    try {
      one.results.push(await one.measure(number));
    } catch (error) {
      // One that cannot do it at this size is out; the others go on.
      one.failed = String(error.message).split("\n")[0];
    }
  }
}

// Ratios of the same round, as single rounds of a shared machine differ.
const ratio = (one, base) => median(one.results.flatMap(({ load }, round) => (base?.results[round] ? load / base.results[round].load : [])));

// What it counted, as a checksum; of one with other bins, whether they are alike.
function counts({ aggregates, lengths }, reference) {
  if (!aggregates) return "–";
  if (!lengths) return checksum(aggregates);
  return reference ? (check({ aggregates, lengths }, reference).length === 0 ? "alike" : "differs") : "–";
}

function row(one, reading, own) {
  const of = (name) => one.results.flatMap((result) => result[name] ?? []);
  const cells = [
    figure(median(of("load"))),
    figure(ratio(one, reading), 1),
    figure(ratio(one, own), 2),
    figure(median(of("times")), 1),
    figure(p95(of("times")), 1),
    figure(median(of("memory"))),
  ];
  cells.push(counts(one.results[0], reference));
  print(one.name, cells);
}

function table(group, contenders) {
  console.log(`\n${TITLES[group]}, medians of ${values.runs} rounds`);
  print("", ["load ms", "× reading", "× ours", "move ms", "… p95", "peak MB", "counts"]);
  const [reading, own] = [contenders.find((one) => one.reading), contenders.find((one) => one.ours)];
  for (const one of contenders) {
    if (one.results.length > 0) row(one, reading, own);
    if (one.failed) console.log(`${one.name.padEnd(38)}   gave up: ${one.failed}`);
  }
}

// What differs from native DuckDB, each thing said once.
function judge(contenders, reference) {
  const found = new Set();
  for (const one of contenders) {
    for (const result of one.results.filter(({ aggregates }) => aggregates)) {
      for (const words of check(result, reference)) found.add(`${one.name}: ${words}`);
    }
  }
  return [...found];
}

const contenders = [...(values.program ? natives(options) : []), ...(values.page ? pages(options) : [])].map((one) => ({ ...one, results: [] }));
const reference = values.python ? await library(options, "duckdb", "counted") : null;
for (let number = 0; number < Number(values.runs); number += 1) await round(contenders, number);
server.close();

for (const group of Object.keys(TITLES)) {
  const those = contenders.filter((one) => one.group === group);
  if (those.length > 0) table(group, those);
}
console.log("\nA move of ours is the page's own measure of a brush drawn by the mouse, drawing included; of a peer, the time to its numbers.");
if (reference) {
  const found = judge(contenders, reference);
  found.forEach((words) => console.log(`DIFFERS from native DuckDB, ${words}`));
  if (found.length === 0) console.log(`All that counted agree with native DuckDB, ${checksum(reference.aggregates)}: five charts, and the others' counts after each move.`);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  console.log("Without native DuckDB nothing was compared.");
}
