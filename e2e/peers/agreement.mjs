// Whether contenders counted the same: what each of them says, in one form, and a checksum of it.
import { createHash } from "node:crypto";

const CHARTS = ["type", "status", "daily", "weekday", "hist"];
const order = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0);

// `{ chart: [[key, count]] }` with charts and keys in order, bins without calls left out.
const plain = (charts) => CHARTS.filter((chart) => charts[chart]).map((chart) => [chart, charts[chart].filter(([, count]) => count > 0).sort(order)]);

export const checksum = (charts) => createHash("sha256").update(JSON.stringify(plain(charts))).digest("hex").slice(0, 12);

// The charts that differ, in words; of those that both have.
export function differences(charts, wanted) {
  const differ = CHARTS.filter((chart) => charts[chart] && wanted[chart] && checksum({ [chart]: charts[chart] }) !== checksum({ [chart]: wanted[chart] }));
  return differ.map((chart) => {
    const [is, should] = [charts, wanted].map((one) => new Map(one[chart]));
    const key = [...new Set([...is.keys(), ...should.keys()])].find((key) => is.get(key) !== should.get(key));
    return `${chart} at ${key}: ${is.get(key) ?? 0} instead of ${should.get(key) ?? 0}`;
  });
}

// Everything that a result says otherwise than the reference.
export function check(result, reference) {
  const found = differences(result.aggregates, reference.aggregates);
  if (result.lengths) found.push(...differences({ hist: result.lengths }, { hist: binned(reference.seconds, result.lengths) }));
  for (const [index, moved] of (result.moved ?? []).entries()) {
    if (moved) found.push(...differences(moved, reference.moved[index]).map((words) => `move ${index + 1}, ${words}`));
  }
  return found;
}

// Calls by seconds, counted into the bins whose first seconds are the keys of `bins`.
function binned(seconds, bins) {
  const starts = bins.map(([from]) => from);
  const counts = new Map(starts.map((from) => [from, 0]));
  for (const [second, calls] of seconds) {
    const from = starts.findLast((from) => from <= second);
    counts.set(from, counts.get(from) + calls);
  }
  return [...counts];
}
