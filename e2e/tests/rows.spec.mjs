// The rows behind a figure, one call in full, and what the rules of cleaning did.
import { readFileSync } from "node:fs";
import { calls, expect, file, load, mark, open, saved, test } from "./page.mjs";

const row = (page, index) => page.locator(`#row-${index}`);

test("the rows behind a bar are shown, sorted and opened with their original cells", async ({ page }) => {
  const path = calls(5000);
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  await open(page);
  await load(page, path);
  await mark(page, "status", "failed").click();
  await page.getByRole("button", { name: "View data", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Rows" })).toBeVisible();
  const failed = lines.map((line, index) => [line.split(","), index + 1]).filter(([cells]) => cells[4] === "failed");
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", `${failed.length + 1}`);
  await expect(row(page, 0)).toContainText(failed[0][0][1]);
  await page.getByRole("button", { name: /^Start/ }).click();
  await page.getByRole("button", { name: /^Start/ }).click();
  const latest = failed.toSorted(([a], [b]) => (a[5] < b[5] ? 1 : -1))[0];
  await expect(row(page, 0)).toContainText(latest[0][5]);
  await row(page, 0).click();
  const dialog = page.getByRole("dialog", { name: "Call" });
  await expect(dialog).toContainText(`calls.csv, line ${latest[1]}`);
  for (const cell of latest[0].filter(Boolean)) await expect(dialog).toContainText(cell);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("a table of 100,000 rows is scrolled to its end and walked by keys", async ({ page }) => {
  const path = calls(100_000);
  await open(page);
  await load(page, path);
  await page.getByRole("button", { name: "Rows", exact: true }).click();
  await expect(row(page, 0)).toBeVisible();
  expect(await page.locator("[id^='row-']").count()).toBeLessThan(80);
  await row(page, 0).focus();
  await page.keyboard.press("End");
  await expect(row(page, 99_999)).toBeFocused();
  const last = readFileSync(path, "utf8").trimEnd().split(/\r?\n/).at(-1).split(",");
  await expect(row(page, 99_999)).toContainText(last[5]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Call" })).toContainText("line 100001");
});

const DIRTY =
  "call_id,start_time,end_time,call_type,status,duration_sec\n" +
  "1,2025-03-01 10:00,2025-03-01 10:01, incoming ,completed,60\n" +
  "1,2025-03-01 10:00,2025-03-01 10:01,incoming,completed,60\n" +
  "1,2025-03-01 10:00,2025-03-01 10:01,incoming,missed,\n" +
  "2,never,2025-03-01 10:01,incoming,completed,60\n" +
  "3,2025-03-01 11:00,2025-03-01 10:00,incoming,completed,N/A\n" +
  "4,2025-03-01 12:00,,outgoing,no-answer,-\n" +
  // A key that repeats in more than a few rows is none.
  Array.from({ length: 94 }, (_, index) => `${index + 5},2025-03-02 12:00,,outgoing,missed,\n`).join("");

test("what was read is what was kept, merged and rejected, and rejected rows can be saved", async ({ page }) => {
  await open(page);
  await load(page, file("calls.csv", DIRTY));
  await page.getByRole("button", { name: "Data quality", exact: true }).click();
  await expect(page.locator(".equation")).toHaveText(/100\s*read\s*=\s*97\s*kept\s*\+\s*1\s*merged\s*\+\s*2\s*rejected/);
  await page.getByRole("button", { name: /Time that cannot be read/ }).click();
  await expect(page.locator(".rule-panel")).toContainText("never");
  const rejected = await saved(page, () => page.getByRole("button", { name: "Rejected rows" }).click());
  const lines = rejected.bytes.toString().trimEnd().split(/\r?\n/);
  expect(lines[0]).toBe("file,line,column,rule,value,raw");
  expect(lines).toHaveLength(3);
  expect(lines.find((line) => line.includes("never"))).toBe(
    'calls.csv,5,start_time,bad_time,never,"2,never,2025-03-01 10:01,incoming,completed,60"',
  );
});

test("a rule with a choice is decided anew", async ({ page }) => {
  await open(page);
  await load(page, file("calls.csv", DIRTY));
  await page.getByRole("button", { name: "Data quality", exact: true }).click();
  await page.getByRole("button", { name: /End before start/ }).click();
  await page.locator(".rule-panel").getByRole("radio", { name: /reject/i }).click();
  await expect(page.locator(".equation")).toHaveText(/100\s*read\s*=\s*96\s*kept\s*\+\s*1\s*merged\s*\+\s*3\s*rejected/);
});

test("day and month that nothing decides are shown in both readings", async ({ page }) => {
  await open(page);
  await load(page, file("calls.csv", "call_id,start_time,status\n1,03/04/2025 10:00,completed\n2,05/04/2025 10:00,missed\n"));
  await page.getByText("Details").click();
  const question = page.locator(".question");
  await expect(question).toContainText("start_time");
  await question.getByRole("radio").nth(1).click();
  await expect(page.getByRole("button", { name: /^Data: .*(3 Apr 2025|4 Mar 2025)/ })).toBeVisible();
});
