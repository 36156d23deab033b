// What the benchmarks of the page share.
import { readFileSync } from "node:fs";

// The value that so large a part of all values does not exceed.
export const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
export const median = (values) => quantile(values, 0.5);
export const p95 = (values) => quantile(values, 0.95);

// A number as text, or a dash where nothing was measured.
export const figure = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : "–");
export const line = (name, value, unit, note = "") => console.log(`${name.padEnd(56)}${value.padStart(10)} ${unit.padEnd(8)}${note}`);

// The most memory that a process ever held, in megabytes. Linux only.
export const peakOf = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? NaN) / 1000;

// The most memory that any of the browser's page processes ever held, in megabytes.
export async function peakMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return Math.max(...processInfo.filter(({ type }) => type === "renderer").map(({ id }) => peakOf(id)));
}
