// What every test needs: a page that fails its test on any console message or error it did not expect, the way to
// load files into it, and the command line to compare it with.
import { test as base, expect } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

export { expect };

export const test = base.extend({
  // What the messages look like that the test's own doings are meant to cause; null when there are none.
  expectedMessages: [null, { option: true }],

  page: async ({ page, expectedMessages }, use) => {
    const messages = [];
    const note = (text) => {
      if (!expectedMessages?.test(text)) messages.push(text);
    };
    page.on("console", (message) => note(`console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => note(`page error: ${error.stack ?? error}`));
    page.on("worker", (worker) => worker.on("console", (message) => note(`worker ${message.type()}: ${message.text()}`)));
    await use(page);
    expect(messages, "messages on the console").toEqual([]);
  },
});

// Opens the page and waits until it is usable.
export async function open(page, address = "./") {
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("callscape:ready").length > 0);
}

// Loads files into the open page and waits for their charts.
export async function load(page, files, selector = "#choose-files") {
  const loads = () => page.evaluate(() => performance.getEntriesByName("callscape:load").length);
  const before = await loads();
  await page.locator(selector).setInputFiles(files);
  await expect.poll(loads, { timeout: 60_000 }).toBe(before + 1);
}

// A text as a file to choose.
export const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

// What a click on a button saves.
export async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

// The command line, built by `cargo xtask test`.
export function command(...args) {
  const program = process.env.CALLSCAPE_COMMAND;
  if (!program) throw new Error("CALLSCAPE_COMMAND names the command line; run these tests by `cargo xtask test browser`");
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 30 });
}

// A new folder, removed when the tests of this process are over.
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "callscape-"));
  folders.push(path);
  return path;
}

const folders = [];
process.on("exit", () => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

const made = new Map();

// So many generated calls, some of them with flaws; the same file for the same numbers.
export function calls(count, { flaws = 0, seed = 1, until = "2025-03-31" } = {}) {
  const key = JSON.stringify([count, flaws, seed, until]);
  if (!made.has(key)) {
    const path = join(folder(), "calls.csv");
    command("generate", "calls", "--num-calls", `${count}`, "--seed", `${seed}`, "--flaws", `${flaws}`, "--until", until, "--out", path);
    made.set(key, path);
  }
  return made.get(key);
}

// A file of its own that takes a second to read: large enough to do something while that happens.
export function large(name) {
  const path = test.info().outputPath(name);
  const day = (index) => String((index % 28) + 1).padStart(2, "0");
  let text = "call_id,start_time,call_type,status,agent\n";
  for (let index = 0; index < LARGE; index += 1) text += `call ${index},2025-02-${day(index)} 10:20:30,incoming,completed,Agent ${index % 50}\n`;
  writeFileSync(path, text);
  return path;
}

// Calls in a large file.
export const LARGE = 1_500_000;

// What the command line writes for one file: names to bytes.
export function answers(path) {
  const [data, out] = [join(folder(), "data"), folder()];
  mkdirSync(data);
  execFileSync("cp", [path, data]);
  command("run", "--data-dir", data, "--out-dir", out);
  return (name) => readFileSync(join(out, name));
}

// The figure of a tile.
export const tile = (page, name) => page.locator(".tile").filter({ has: page.getByRole("heading", { name, exact: true }) }).locator(".value");

// A bar of a chart.
export const mark = (page, chart, name) => page.locator(`.chart-${chart} .mark[aria-label^="${name},"]`);

// A zip of files as drag and drop brings it: one entry each, deflated.
export function zip(entries) {
  const [locals, directory] = [[], []];
  let at = 0;
  for (const [path, bytes] of entries) {
    const [name, packed] = [Buffer.from(path), deflateRawSync(bytes)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, rest, name]));
    locals.push(local);
    at += local.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(all.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, all, Buffer.from("PK\x05\x06", "latin1"), end]);
}

const TABLE = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
const crc = (bytes) => (bytes.reduce((c, byte) => TABLE[(c ^ byte) & 0xff] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
