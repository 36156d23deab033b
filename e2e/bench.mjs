// Times the built page at work on one file, against merely reading that file.
//
//   node bench.mjs ADDRESS FILE [WORKERS] [RUNS]
//
// `cargo xtask bench browser` builds and serves the page, makes the file, and calls this.
import { chromium } from "@playwright/test";
import { statSync } from "node:fs";
import { line, median, peakMemory } from "./measure.mjs";
import config from "./playwright.config.mjs";

const [address, file, workers = "2", runs = "5"] = process.argv.slice(2);
const megabytes = statSync(file).size / 1e6;

// Reads the chosen file by slices in as many workers, and nothing else: what any load has to pay at least.
async function merelyRead(count) {
  const source = `onmessage = ({ data: [file, from, to] }) => {
    const reader = new FileReaderSync();
    let seen = 0;
    for (let at = from; at < to; at += 8 << 20) seen += reader.readAsArrayBuffer(file.slice(at, Math.min(at + (8 << 20), to))).byteLength;
    postMessage(seen);
  };`;
  const script = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const file = document.querySelector("#bench-file").files[0];
  const part = Math.ceil(file.size / count);
  const workers = Array.from({ length: count }, () => new Worker(script));
  const read = (worker, from, to) =>
    new Promise((resolve) => {
      worker.onmessage = resolve;
      worker.postMessage([file, from, to]);
    });
  // Starting the workers is not measured: the page's own have started, too, when its load begins.
  await Promise.all(workers.map((worker) => read(worker, 0, 0)));
  const began = performance.now();
  await Promise.all(workers.map((worker, index) => read(worker, index * part, Math.min((index + 1) * part, file.size))));
  const took = performance.now() - began;
  workers.forEach((worker) => worker.terminate());
  return took;
}

async function filters() {
  const wanted = [];
  for (let step = 0; step < 20; step += 1) wanted.push({ status: step % 2 ? "completed" : null, lo: step * 15, hi: step * 15 + 300 });
  const times = [];
  for (const one of wanted) {
    const began = performance.now();
    await window.callscape.filter(one);
    times.push(performance.now() - began);
  }
  return times;
}

async function once() {
  // A fresh browser each time: peak memory is that of one load. A local one, which reads the file by its path: to a
  // remote one the whole file would be sent while it is measured.
  const browser = await chromium.launch(config.use.launchOptions);
  try {
    const page = await browser.newPage();
    await page.goto(`${address}?bench&workers=${workers}`);
    await page.waitForFunction(() => performance.getEntriesByName("callscape:ready").length > 0);
    await page.evaluate(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
      const input = document.createElement("input");
      input.type = "file";
      input.id = "bench-file";
      document.body.append(input);
    });
    await page.locator("#bench-file").setInputFiles(file);
    const read = await page.evaluate(merelyRead, Number(workers));
    await page.evaluate(() => document.querySelector("#bench-file").remove());
    await page.locator('input[type="file"]').first().setInputFiles(file);
    await page.waitForFunction(() => window.callscape.aggregates || window.callscape.error, null, { timeout: 600_000 });
    const failed = await page.evaluate(() => window.callscape.error);
    if (failed) throw new Error(failed);
    const load = await page.evaluate(() => performance.getEntriesByName("callscape:load").at(-1).duration);
    const rows = await page.evaluate(() => window.callscape.aggregates.status.reduce((sum, [, count]) => sum + count, 0));
    const longest = await page.evaluate(() => Math.max(0, ...window.longTasks));
    const filter = await page.evaluate(filters);
    return { read, load, rows, longest, filter, memory: await peakMemory(browser) };
  } finally {
    await browser.close();
  }
}

const results = [];
for (let run = 0; run < Number(runs); run += 1) results.push(await once());

const of = (name) => median(results.map((result) => result[name]));
const seconds = of("load") / 1000;
const ratios = results.map(({ load, read }) => load / read);
const moves = results.flatMap(({ filter }) => filter);
console.log(`\nin Chromium, ${workers} workers, ${of("rows")} rows, ${megabytes.toFixed(0)} MB, medians of ${runs} loads`);
line("merely reading the file by Blob.slice", of("read").toFixed(0), "ms");
line("from the file chosen to the charts' numbers", of("load").toFixed(0), "ms", `${(of("rows") / seconds / 1e6).toFixed(2)} M rows/s, ${(megabytes / seconds).toFixed(0)} MB/s`);
line("  as a multiple of merely reading", median(ratios).toFixed(2), "×");
line("one change of the filter, median of all", median(moves).toFixed(1), "ms", `slowest ${Math.max(...moves).toFixed(1)} ms`);
line("longest task of the main thread", of("longest").toFixed(0), "ms");
line("peak memory of the page's process", of("memory").toFixed(0), "MB");
