// Merely reading a file in Chromium's workers, by every way that has been seen to be the fastest: what any load has to
// pay at least. In a browser of its own, so that neither memory nor caches of a page are touched.
import { chromium } from "@playwright/test";
import config from "./playwright.config.mjs";

const MEGABYTE = 1 << 20;

export const WAYS = [
  { name: "FileReaderSync, slices of 8 MB", slice: 8 * MEGABYTE, ahead: false },
  { name: "FileReaderSync, slices of 32 MB", slice: 32 * MEGABYTE, ahead: false },
  { name: "arrayBuffer(), 8 MB, next one asked for", slice: 8 * MEGABYTE, ahead: true },
  { name: "streams of 8 MB into one buffer", slice: 8 * MEGABYTE, stream: true },
];

// Runs in the page: reads its chosen file in as many workers, and nothing else.
async function read({ slice, ahead, stream, count }) {
  const source = `onmessage = async ({ data: [file, from, to, slice, ahead, stream] }) => {
    const part = (at) => file.slice(at, Math.min(at + slice, to));
    let seen = 0;
    if (stream) {
      let buffer = new ArrayBuffer(1 << 20);
      for (let at = from; at < to; at += slice) {
        const reader = part(at).stream().getReader({ mode: "byob" });
        for (;;) {
          const { done, value } = await reader.read(new Uint8Array(buffer));
          seen += value.byteLength;
          buffer = value.buffer;
          if (done) break;
        }
      }
    } else if (ahead) {
      let next = from < to ? part(from).arrayBuffer() : null;
      for (let at = from; at < to; at += slice) {
        const now = await next;
        next = at + slice < to ? part(at + slice).arrayBuffer() : null;
        seen += now.byteLength;
      }
    } else {
      const reader = new FileReaderSync();
      for (let at = from; at < to; at += slice) seen += reader.readAsArrayBuffer(part(at)).byteLength;
    }
    postMessage(seen);
  };`;
  const script = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const file = document.querySelector("input").files[0];
  const share = Math.ceil(file.size / count);
  const workers = Array.from({ length: count }, () => new Worker(script));
  const work = (worker, from, to) =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage([file, from, to, slice, ahead, stream]);
    });
  // Starting the workers is not measured: the page's own have started, too, when its load begins.
  await Promise.all(workers.map((worker) => work(worker, 0, 0)));
  const began = performance.now();
  const seen = await Promise.all(workers.map((worker, index) => work(worker, index * share, Math.min((index + 1) * share, file.size))));
  const took = performance.now() - began;
  workers.forEach((worker) => worker.terminate());
  if (seen.reduce((sum, bytes) => sum + bytes, 0) !== file.size) throw new Error("not all of the file was read");
  return took;
}

// Milliseconds of each way, in the order of `WAYS`, the first one to be tried turning with `round`; and the memory.
export async function merelyRead(file, workers, round = 0) {
  const browser = await chromium.launch(config.use.launchOptions);
  try {
    const page = await browser.newPage();
    await page.setContent('<input type="file">');
    await page.locator("input").setInputFiles(file);
    const times = [];
    for (let turn = 0; turn < WAYS.length; turn += 1) {
      const index = (turn + round) % WAYS.length;
      times[index] = await page.evaluate(read, { ...WAYS[index], count: Number(workers) });
    }
    return times;
  } finally {
    await browser.close();
  }
}
