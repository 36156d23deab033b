// Times the built page at work on a file of transcripts.
//
//   node bench-transcripts.mjs ADDRESS FILE [WORKERS] [RUNS]
//
// `cargo xtask bench transcripts` builds and serves the page, makes the file, and calls this.
import { chromium } from "@playwright/test";
import { statSync } from "node:fs";
import { line, median, peakMemory } from "./measure.mjs";
import config from "./playwright.config.mjs";

const [address, file, workers = "2", runs = "3"] = process.argv.slice(2);
const megabytes = statSync(file).size / 1e6;

// Does something and waits until a mark of the page is there.
async function until({ click, wanted }) {
  const began = performance.now();
  document.querySelector(click).click();
  while (!document.querySelector(wanted)) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

async function once() {
  const browser = await chromium.launch(config.use.launchOptions);
  try {
    const page = await browser.newPage();
    await page.goto(`${address}?workers=${workers}`);
    await page.waitForFunction(() => performance.getEntriesByName("callscape:ready").length > 0);
    await page.evaluate(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    });
    await page.locator("#choose-files").setInputFiles(file);
    await page.waitForFunction(() => performance.getEntriesByName("callscape:load").length > 0, null, { timeout: 600_000 });
    const load = await page.evaluate(() => performance.getEntriesByName("callscape:load").at(-1).duration);
    await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Transcripts", exact: true }).click();
    await page.locator(".list-pane [role=row]").first().waitFor();
    const open = await page.evaluate(until, { click: ".list-pane [role=row]", wanted: ".turns mark" });
    const count = await page.locator(".selection-bar .count").textContent();
    const longest = await page.evaluate(() => Math.max(0, ...window.longTasks));
    return { load, open, count, longest, memory: await peakMemory(browser) };
  } finally {
    await browser.close();
  }
}

const results = [];
for (let run = 0; run < Number(runs); run += 1) results.push(await once());

const of = (name) => median(results.map((result) => result[name]));
console.log(`\nin Chromium, ${workers} workers, ${results[0].count}, ${megabytes.toFixed(0)} MB, medians of ${runs} loads`);
line("from the file chosen to the charts' numbers", of("load").toFixed(0), "ms");
line("  a second and worker", (megabytes / of("load") * 1000 / Number(workers)).toFixed(0), "MB");
line("from the click to what was said and why", of("open").toFixed(0), "ms");
line("longest task of the main thread", of("longest").toFixed(0), "ms");
line("peak memory of the page's process", of("memory").toFixed(0), "MB");
