// What the benchmarks of the page share.
import { readFileSync } from "node:fs";

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
export const line = (name, value, unit, note = "") => console.log(`${name.padEnd(56)}${value.padStart(10)} ${unit.padEnd(8)}${note}`);

// The most memory that any of the browser's page processes ever held, in megabytes. Linux only.
export async function peakMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peak = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1000;
  return Math.max(...processInfo.filter(({ type }) => type === "renderer").map(({ id }) => peak(id)));
}
