// Contenders that are pages in Chromium: the built page, and a page of its own for each peer.
import { chromium } from "@playwright/test";
import { load } from "../loading.mjs";
import { peakMemory } from "../measure.mjs";
import config from "../playwright.config.mjs";
import { merelyRead } from "../reading.mjs";

const PATIENCE = 1_800_000;

// Runs in the page: loads the chosen file and moves the brush.
async function contest(moves) {
  const file = document.querySelector("input").files[0];
  let began = performance.now();
  const aggregates = await window.peer.load(file);
  const result = { load: performance.now() - began, aggregates, times: [], moved: [] };
  for (const [index, move] of moves.entries()) {
    if (index > 0 && moves[index - 1].over !== move.over) window.peer.release(moves[index - 1].over);
    began = performance.now();
    result.moved.push(await window.peer.move(move));
    result.times.push(performance.now() - began);
  }
  return result;
}

async function peer(address, { file, moves }) {
  const browser = await chromium.launch(config.use.launchOptions);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const crashed = new Promise((_, reject) => page.on("crash", () => reject(new Error("the page crashed"))));
    await page.goto(address);
    await page.waitForFunction(() => window.peer);
    await page.locator("input").setInputFiles(file);
    const result = await Promise.race([page.evaluate(contest, moves), crashed]);
    return { ...result, memory: await peakMemory(browser) };
  } finally {
    await browser.close();
  }
}

// The page's own brush is measured with the mouse; that it counts right is asked by filters of the same lengths.
async function ours({ page, file, workers, moves }) {
  const lengths = moves.map(({ over, from, to }) => (over === "hist" ? { status: null, lo: from, hi: to - 1 } : null));
  const result = await load(page, file, workers, { questions: lengths.filter(Boolean) });
  const answers = [...result.answers];
  const moved = lengths.map((wanted) => {
    // A brushed chart shows all calls to the others' brushes; a filter leaves in it what it keeps.
    if (!wanted) return null;
    const { hist, ...others } = answers.shift();
    return others;
  });
  return { ...result, times: result.moves, moved };
}

export function pages(options) {
  const duckdb = (query) => () => peer(`${options.peers}duckdb.html${query}`, options);
  const contenders = [
    {
      name: "merely reading, fastest way",
      reading: true,
      measure: async (round) => ({ load: Math.min(...(await merelyRead(options.file, options.workers, round))) }),
    },
    { name: "callscape, page", ours: true, measure: () => ours(options) },
    { name: "DuckDB-WASM, needed columns", measure: duckdb("?columns=needed") },
    { name: "DuckDB-WASM, whole rows", measure: duckdb("") },
    { name: "DuckDB-WASM, whole rows, no repeats", measure: duckdb("?distinct") },
    { name: "PapaParse + crossfilter2", measure: () => peer(`${options.peers}crossfilter.html`, options) },
  ];
  return contenders.map((one) => ({ ...one, group: "pages" }));
}
