// Times the built page at work on one file, against merely reading that file.
//
//   node bench.mjs ADDRESS FILE [WORKERS] [RUNS] [DIRTY]
//
// DIRTY is the same file with flaws, which is measured in turns with the clean one. `cargo xtask bench browser` builds
// and serves the page, makes the files, and calls this.
import { statSync } from "node:fs";
import { load } from "./loading.mjs";
import { figure, line, median, p95 } from "./measure.mjs";
import { WAYS, merelyRead } from "./reading.mjs";

const [address, file, workers = "2", runs = "5", dirty] = process.argv.slice(2);

// What one file gave, run by run.
class Results {
  constructor(name, file) {
    Object.assign(this, { name, file, megabytes: statSync(file).size / 1e6, reads: [], loads: [] });
  }

  async measure(round) {
    this.reads.push(await merelyRead(this.file, workers, round));
    this.loads.push(await load(address, this.file, workers));
  }

  // All values of one measure that there are.
  all(name) {
    return this.loads.flatMap((load) => load[name] ?? []);
  }

  print() {
    const [rows, seconds] = [median(this.all("rows")), median(this.all("load")) / 1000];
    console.log(`\nin Chromium, ${workers} workers, ${this.name}: ${rows} rows, ${this.megabytes.toFixed(0)} MB, medians of ${runs} loads`);
    for (const [index, { name }] of WAYS.entries()) line(`merely reading, ${name}`, figure(median(this.reads.map((times) => times[index]))), "ms");
    line("from the page opened to usable", figure(median(this.all("ready"))), "ms");
    line("from the file chosen to the first partial numbers", figure(median(this.all("partial"))), "ms");
    line("from the file chosen to the charts' numbers", figure(seconds * 1000), "ms", `${(rows / seconds / 1e6).toFixed(2)} M rows/s, ${(this.megabytes / seconds).toFixed(0)} MB/s`);
    const ratios = this.loads.map(({ load }, run) => load / Math.min(...this.reads[run]));
    line("  as a multiple of the fastest way of reading", figure(median(ratios), 2), "×");
    this.moves("one change of the filter", "filter");
    line("index of a chart, from the pointer entering", figure(median(this.all("index"))), "ms");
    this.moves("one move of the brush", "moves");
    line("longest task of the main thread", figure(median(this.all("longest"))), "ms");
    line("peak memory of the page's process", figure(median(this.all("memory"))), "MB");
  }

  // Median, 95th percentile and slowest of everything of one kind.
  moves(title, name) {
    const all = this.all(name);
    line(`${title}, median of all`, figure(median(all), 1), "ms", all.length ? `${all.length} in all` : "");
    line("  95th percentile", figure(p95(all), 1), "ms", all.length ? `slowest ${Math.max(...all).toFixed(1)} ms` : "");
  }
}

const files = [new Results("clean", file), ...(dirty ? [new Results("dirty", dirty)] : [])];
for (let round = 0; round < Number(runs); round += 1) {
  for (const one of files) await one.measure(round);
}
files.forEach((one) => one.print());

if (dirty) {
  const [clean, spoilt] = files;
  const times = (name, value) => {
    const [a, b] = [value(clean.all(name)), value(spoilt.all(name))];
    return [figure(b / a, 2), "×", `${figure(a, 1)} to ${figure(b, 1)}; goals may be missed by 1.5 ×`];
  };
  console.log("\ndirty in comparison with clean");
  line("load", ...times("load", median));
  line("one change of the filter, 95th percentile", ...times("filter", p95));
  line("one move of the brush, 95th percentile", ...times("moves", p95));
  line("peak memory", ...times("memory", median));
}
