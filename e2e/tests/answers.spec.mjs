// The page and the command line run the same engine: what they write is the same to the byte.
import { answers, calls, expect, file, load, open, saved, test } from "./page.mjs";

const CHARTS = ["Daily Calls", "Calls by Type", "Calls by Status", "Calls by Weekday", "Duration Histogram"];
const IDS = ["daily", "type", "status", "weekday", "duration"];

for (const workers of [1, 2]) {
  test(`exports of ${workers} workers equal the command line's`, async ({ page }) => {
    const path = calls(20_000, { flaws: 80 });
    const expected = answers(path);
    await open(page, `./?workers=${workers}`);
    await load(page, path);
    await page.getByRole("button", { name: "Data quality", exact: true }).click();
    for (const [button, name] of [["Clean calls", "calls_clean.csv"], ["Rejected rows", "calls_rejected.csv"], ["Report", "quality.json"]]) {
      const got = await saved(page, () => page.getByRole("button", { name: button, exact: true }).click());
      expect(got.name).toBe(name);
      expect(got.bytes.equals(expected(name)), name).toBe(true);
    }
    await page.getByRole("button", { name: "Dashboard", exact: true }).click();
    for (const [index, chart] of CHARTS.entries()) {
      const menu = (item) => async () => {
        await page.getByRole("button", { name: `More for ${chart}` }).click();
        await page.getByRole("button", { name: item }).click();
      };
      const table = await saved(page, menu("Save numbers as CSV"));
      expect(table.name).toBe(`calls_by_${IDS[index]}.csv`);
      expect(table.bytes.toString()).toBe(expected(table.name).toString());
      const picture = await saved(page, menu("Save as SVG"));
      expect(picture.name).toBe(`calls_by_${IDS[index]}.svg`);
      expect(picture.bytes.toString()).toBe(expected(picture.name).toString());
    }
  });
}

test("a chart's numbers stand on the page as a table, and in its marks", async ({ page }) => {
  const path = calls(3000);
  const expected = answers(path)("calls_by_status.csv").toString().trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
  await open(page);
  await load(page, path);
  await page.getByRole("button", { name: "More for Calls by Status" }).click();
  await page.getByRole("button", { name: "Show as table" }).click();
  const rows = page.getByRole("region", { name: "Calls by Status as a table" }).locator("tbody tr");
  await expect(rows).toHaveCount(expected.length);
  for (const [index, [name, count]] of expected.entries()) {
    await expect(rows.nth(index)).toContainText(name);
    await expect(rows.nth(index)).toContainText(Number(count).toLocaleString("en-US"));
    await expect(page.locator(`#mark-status-${index}`)).toHaveAttribute("aria-label", new RegExp(`^${name}, ${Number(count).toLocaleString("en-US")} calls`));
  }
});

test("a chart is saved as a picture", async ({ page }) => {
  await open(page);
  await load(page, calls(500));
  const got = await saved(page, async () => {
    await page.getByRole("button", { name: "More for Calls by Type" }).click();
    await page.getByRole("button", { name: "Save as PNG" }).click();
  });
  expect(got.name).toBe("calls_by_type.png");
  expect(got.bytes.subarray(1, 4).toString()).toBe("PNG");
  expect([got.bytes.readUInt32BE(16), got.bytes.readUInt32BE(20)]).toEqual([1920, 1080]);
});

test("the selection is exported, and formulas are defused for Excel only", async ({ page }) => {
  await open(page);
  await load(page, file("calls.csv", "call_id,start_time,status,agent\n1,2025-03-01 10:00,completed,=1+1\n2,2025-03-02 10:00,missed,Ann\n"));
  const save = async (set) => {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await set(dialog);
    const got = await saved(page, () => dialog.getByRole("button", { name: "Save" }).click());
    await expect(dialog).toBeHidden();
    return got.bytes.toString();
  };
  await page.locator(".chart-status .mark").first().click();
  await expect(page.locator(".count")).toContainText("1 of 2");
  const plain = await save(async (dialog) => dialog.getByText("Selection").click());
  expect(plain).toContain("=1+1");
  expect(plain).not.toContain("Ann");
  const excel = await save(async (dialog) => dialog.getByText("For Excel").click());
  expect(excel.startsWith("\uFEFF")).toBe(true);
  expect(excel).toContain("'=1+1");
});

test("the measuring interface counts what passes all clauses", async ({ page }) => {
  const text =
    "call_id,start_time,call_type,status,duration_sec\n" +
    "1,2025-03-02 10:00,incoming,completed,29\n2,2025-03-02 11:00,outgoing,completed,30\n" +
    "3,2025-03-03 10:00,incoming,missed,\n4,2025-03-08 10:00,incoming,completed,95\n";
  await open(page, "./?bench");
  expect(await page.evaluate(() => [window.callscape.error, window.callscape.aggregates])).toEqual([null, null]);
  await load(page, file("calls.csv", text));
  await expect.poll(() => page.evaluate(() => window.callscape.aggregates)).toEqual({
    type: [["incoming", 3], ["outgoing", 1]],
    status: [["completed", 3], ["missed", 1]],
    daily: [["2025-03-02", 2], ["2025-03-03", 1], ["2025-03-08", 1]],
    weekday: [[0, 2], [1, 1], [6, 1]],
    hist: [[0, 1], [1, 1], [3, 1]],
  });
  const filtered = await page.evaluate(() => window.callscape.filter({ status: "completed", lo: 30, hi: 95 }));
  expect(filtered).toEqual({
    type: [["incoming", 1], ["outgoing", 1]],
    status: [["completed", 2]],
    daily: [["2025-03-02", 1], ["2025-03-08", 1]],
    weekday: [[0, 1], [6, 1]],
    hist: [[1, 1], [3, 1]],
  });
  const all = await page.evaluate(() => window.callscape.filter({ status: null, lo: null, hi: null }));
  expect(all.status).toEqual([["completed", 3], ["missed", 1]]);
});
