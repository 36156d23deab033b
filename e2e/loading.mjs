// One load of the page on one file, and what is done with it then: filters, and a brush with the mouse. Everything is
// read from the page's own measures; what a page does not measure is missing.
import { chromium } from "@playwright/test";
import { peakMemory } from "./measure.mjs";
import config from "./playwright.config.mjs";

const PATIENCE = 1_200_000;
const STEPS = 60;
// What a browser needs until it has started itself; pages are opened in one that runs.
const START = 1000;
// What a person needs at least to choose a file, in which the page reads generated calls to have its engine compiled.
const CHOICE = 700;

// Statuses and lengths of calls, from and to in seconds.
const QUESTIONS = Array.from({ length: 20 }, (_, step) => ({ status: step % 2 ? "completed" : null, lo: step * 15, hi: step * 15 + 300 }));

// Runs in the page: questions that come one after the other, their numbers and the times to them.
async function ask(questions) {
  const [filter, answers] = [[], []];
  for (const question of questions) {
    const began = performance.now();
    answers.push(await window.callscape.filter(question));
    filter.push(performance.now() - began);
  }
  return { filter, answers };
}

const durations = (page, name) => page.evaluate((name) => performance.getEntriesByName(name).map(({ duration }) => duration), name);

// Drags the mouse over the chart of days, which comes first; what each move took, and how long the index did.
async function brush(page) {
  const layer = page.locator(".layer").first();
  await layer.scrollIntoViewIfNeeded();
  const box = await layer.boundingBox();
  const [x, y] = [(part) => box.x + box.width * part, box.y + box.height / 2];
  await page.mouse.move(box.x - 8, box.y - 8);
  await page.mouse.move(x(0.2), y);
  const indexed = () => performance.getEntriesByName("callscape:index").length > 0;
  // A page without this measure gets as much time as any index needs.
  await page.waitForFunction(indexed, null, { timeout: 3000, polling: 20 }).catch(() => {});
  await page.waitForTimeout(200);
  const index = (await durations(page, "callscape:index")).at(-1);
  await page.evaluate(() => performance.clearMeasures("callscape:brush"));
  await page.mouse.down();
  for (let step = 1; step <= STEPS; step += 1) {
    await page.mouse.move(x(0.2 + (0.6 * step) / STEPS), y);
    // A hand is not faster than the screen, and a move that waits for its frame is not two moves.
    await page.waitForTimeout(20);
  }
  const moves = await durations(page, "callscape:brush");
  await page.mouse.up();
  return { index, moves };
}

// A fresh browser each time: peak memory is that of one load. A local one, which reads the file by its path: to a
// remote one the whole file would be sent while it is measured.
export async function load(address, file, workers, { use = true, questions = QUESTIONS } = {}) {
  const browser = await chromium.launch(config.use.launchOptions);
  try {
    const page = await browser.newPage({ viewport: config.use.viewport });
    await page.waitForTimeout(START);
    await page.goto(`${address}?bench&workers=${workers}`);
    await page.waitForFunction(() => performance.getEntriesByName("callscape:ready").length > 0);
    const [ready] = await durations(page, "callscape:ready");
    await page.evaluate(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    });
    await page.waitForTimeout(CHOICE);
    await page.locator('input[type="file"]').first().setInputFiles(file);
    // The numbers may be there before the measure of their drawing is.
    const over = () => window.callscape.error || (window.callscape.aggregates && performance.getEntriesByName("callscape:load").length > 0);
    await page.waitForFunction(over, null, { timeout: PATIENCE, polling: 50 });
    const { error, aggregates } = await page.evaluate(() => ({ error: window.callscape.error, aggregates: window.callscape.aggregates }));
    if (error) throw new Error(error);
    const result = { ready, aggregates, load: (await durations(page, "callscape:load")).at(-1) };
    result.partial = (await durations(page, "callscape:partial"))[0];
    result.rows = aggregates.status.reduce((sum, [, count]) => sum + count, 0);
    if (use) Object.assign(result, await page.evaluate(ask, questions), await brush(page));
    result.longest = await page.evaluate(() => Math.max(0, ...window.longTasks));
    result.memory = await peakMemory(browser);
    return result;
  } finally {
    await browser.close();
  }
}
