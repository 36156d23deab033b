// Times the built page at work on a folder of facts, dimensions and monthly deltas.
//
//   node bench-support.mjs ADDRESS FOLDER [WORKERS] [RUNS]
//
// `cargo xtask bench support` builds and serves the page, makes the folder, and calls this.
import { chromium } from "@playwright/test";
import { line, median, peakMemory } from "./measure.mjs";
import config from "./playwright.config.mjs";

const [address, folder, workers = "2", runs = "3"] = process.argv.slice(2);

// Chooses a month, and waits until the count beside it is that of the month.
async function replay(month) {
  const shown = () => document.querySelector(".selection-bar .count").textContent;
  const select = document.querySelector(".as-of select");
  const [before, began] = [shown(), performance.now()];
  select.value = month;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  while (shown() === before) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

// Opens a view, and waits until it shows what it is for.
async function view({ name, wanted }) {
  const began = performance.now();
  [...document.querySelectorAll(".tabs .tab")].find((tab) => tab.textContent === name).click();
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
    await page.locator("#choose-folder").setInputFiles(folder);
    await page.waitForFunction(() => performance.getEntriesByName("callscape:load").length > 0, null, { timeout: 600_000 });
    const load = await page.evaluate(() => performance.getEntriesByName("callscape:load").at(-1).duration);
    const months = await page.locator(".as-of option").evaluateAll((options) => options.map((option) => option.value));
    const wanted = [0, Math.floor(months.length / 2), 1, months.length - 1].map((index) => months[index]);
    const replays = [];
    for (const month of wanted) replays.push(await page.evaluate(replay, month));
    const answers = await page.evaluate(view, { name: "Answers", wanted: ".answer .sentence" });
    const count = await page.locator(".selection-bar .count").textContent();
    const longest = await page.evaluate(() => Math.max(0, ...window.longTasks));
    return { load, replays, answers, count, longest, memory: await peakMemory(browser) };
  } finally {
    await browser.close();
  }
}

const results = [];
for (let run = 0; run < Number(runs); run += 1) results.push(await once());

const of = (name) => median(results.map((result) => result[name]));
const replays = results.flatMap((result) => result.replays);
console.log(`\nin Chromium, ${workers} workers, ${results[0].count}, medians of ${runs} loads`);
line("from the folder chosen to the charts' numbers", of("load").toFixed(0), "ms");
line("another month as of, event to numbers, median of all", median(replays).toFixed(0), "ms");
line("  slowest", Math.max(...replays).toFixed(0), "ms");
line("from the view opened to the answers", of("answers").toFixed(0), "ms");
line("longest task of the main thread", of("longest").toFixed(0), "ms");
line("peak memory of the page's process", of("memory").toFixed(0), "MB");
