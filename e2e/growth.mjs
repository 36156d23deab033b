// Measures the load of the built page on files of growing size, and draws how it grows.
//
//   node growth.mjs ADDRESS WORKERS RUNS DRAWING MACHINE FILE…
//
// The files are named calls-ROWS.csv. `cargo xtask bench growth` builds and serves the page, makes the files, and calls
// this.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { drawing } from "./growth-drawing.mjs";
import { load } from "./loading.mjs";
import { figure, median } from "./measure.mjs";
import { merelyRead } from "./reading.mjs";

const [address, workers, runs, out, machine, ...files] = process.argv.slice(2);
const sizes = files.map((file) => ({ file, rows: Number(/\d+/.exec(basename(file))[0]), loads: [], reads: [] }));

for (let round = 0; round < Number(runs); round += 1) {
  for (const size of sizes) {
    size.reads.push(Math.min(...(await merelyRead(size.file, workers, round))));
    const { load: took, rows } = await load(address, size.file, workers, { use: false });
    if (rows !== size.rows) throw new Error(`${size.file}: ${rows} calls instead of ${size.rows}`);
    size.loads.push(took);
  }
}

console.log(`\nin Chromium, ${workers} workers, medians of ${runs} rounds`);
console.log(["rows", "reading ms", "load ms", "× reading", "ms a million"].map((cell) => cell.padStart(14)).join(""));
const points = sizes.map(({ rows, loads, reads }) => ({ rows, load: median(loads), read: median(reads), ratio: median(loads.map((load, round) => load / reads[round])) }));
for (const { rows, load, read, ratio } of points) {
  console.log([String(rows), figure(read), figure(load), figure(ratio, 2), figure((load / rows) * 1e6)].map((cell) => cell.padStart(14)).join(""));
}
writeFileSync(out, drawing(points, `${machine}, ${workers} workers, medians of ${runs}`));
console.log(`drawn in ${out}`);
