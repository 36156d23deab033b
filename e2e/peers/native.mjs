// Contenders that are programs: the command line, and libraries of Python.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { peakOf } from "../measure.mjs";

const PEER = join(dirname(fileURLToPath(import.meta.url)), "peer.py");
// Names of days as the command line writes them, counted from Sunday.
const WEEK = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

// Runs a program to its end: its output, the milliseconds from start to end, and the memory that it was seen to hold.
function run(program, args) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [output, complaint, memory] = ["", "", NaN];
    const watch = setInterval(() => {
      try {
        memory = peakOf(child.pid) || memory;
      } catch {
        // It has ended just now.
      }
    }, 5);
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (complaint += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      const load = performance.now() - began;
      if (code === 0) resolve({ output, load, memory });
      else reject(new Error(`${program} ${args[0]} ended with ${signal ?? code}: ${complaint.trim().split("\n").at(-1)}`));
    });
  });
}

// What `callscape run` wrote: a table for each chart, by the names that the page has for them.
function written(folder) {
  const rows = (chart) => readFileSync(join(folder, `calls_by_${chart}.csv`), "utf8").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
  const pairs = (chart, key = (text) => text) => rows(chart).map((cells) => [key(cells[0]), Number(cells.at(-1))]);
  const aggregates = { type: pairs("type"), status: pairs("status"), daily: pairs("daily"), weekday: pairs("weekday", (name) => WEEK.indexOf(name)) };
  // Its bins of durations are not those of the page.
  return { aggregates, lengths: pairs("duration", Number) };
}

function ours({ program, file, workers, scratch }) {
  const [data, out] = [join(scratch, "data"), join(scratch, "out")];
  mkdirSync(data, { recursive: true });
  rmSync(join(data, "calls.csv"), { force: true });
  symlinkSync(file, join(data, "calls.csv"));
  return [
    { name: "callscape summary", group: "counted", ours: true, measure: () => run(program, ["summary", file, "--threads", workers]) },
    {
      name: "callscape run, tables written",
      group: "written",
      ours: true,
      measure: async () => {
        const ended = await run(program, ["run", "--data-dir", data, "--out-dir", out, "--threads", workers]);
        const result = { ...ended, ...written(out) };
        rmSync(out, { recursive: true });
        return result;
      },
    },
  ];
}

// One library with one task; it measures itself, without the time that the interpreter needs to start.
export async function library({ python, file, workers, scratch }, name, task) {
  mkdirSync(scratch, { recursive: true });
  const { output, memory } = await run(python, ["-W", "ignore", PEER, name, task, file, workers, scratch]);
  // What it wrote would fill the disk, and be written while the next one is measured.
  rmSync(join(scratch, `${name}.csv`), { force: true });
  const result = JSON.parse(output);
  return { ...result, memory: result.memory ?? memory };
}

export function natives(options) {
  const peers = [];
  for (const [name, title] of options.python ? [["duckdb", "DuckDB"], ["polars", "Polars"], ["pandas", "pandas"]] : []) {
    peers.push({ name: `${title}, whole rows`, group: "counted", measure: () => library(options, name, "counted") });
    peers.push({ name: `${title}, no repeats, rows written`, group: "written", measure: () => library(options, name, "written") });
  }
  const reading = ["counted", "written"].map((group) => ({ name: "merely reading: wc -l", group, reading: true, measure: () => run("wc", ["-l", options.file]) }));
  return [...reading, ...ours(options), ...peers];
}
