// What bad input gets: one clear sentence and a page that still works.
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calls, expect, file, folder, large, load, open, test, tile } from "./page.mjs";

const notices = (page) => page.locator(".notice p");

// Nothing is lost: a good file works right after.
async function stillWorks(page) {
  await load(page, calls(500));
  await expect(tile(page, "Calls")).toHaveText("500");
}

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(5000, 7)]);
const HTML = "<!DOCTYPE html>\n<html><head><title>911</title></head><body><table><tr><td>1</td></tr></table></body></html>\n";
const header = "call_id,start_time,status\n";

const REFUSED = [
  ["a picture by another name", { name: "calls.csv", mimeType: "text/csv", buffer: PNG }, /calls\.csv.*(picture|PNG|image)/i],
  ["a web page by another name", file("911.csv", HTML), /911\.csv.*(web page|HTML)/i],
  ["an empty file", file("empty.csv", ""), /empty\.csv.*(empty|nothing|0 bytes)/i],
  ["a zip by name only", file("calls.zip", "this is no archive"), /calls\.zip/],
  ["times that are none", file("never.csv", `${header}1,never,completed\n`), /never\.csv.*no column of dates or times/],
];

for (const [what, bad, sentence] of REFUSED) {
  test(`${what} is refused in a sentence`, async ({ page }) => {
    await open(page);
    await page.locator("#choose-files").setInputFiles(bad);
    await expect(notices(page).first()).toHaveText(sentence);
    await expect(notices(page)).toHaveCount(1);
    await stillWorks(page);
  });
}

test("a header alone shows that there is nothing to show", async ({ page }) => {
  await open(page);
  await load(page, file("header.csv", header));
  await expect(notices(page).first()).toContainText("no call");
  await expect(page.locator(".receipt")).toContainText("0 read = 0 kept + 0 merged + 0 rejected");
  await stillWorks(page);
});

test("aggregated rows are refused with what would help", async ({ page }) => {
  await open(page);
  await page.locator("#choose-files").setInputFiles(file("months.csv", "agent,month,total_calls,answer_rate\nAnn,2025-01,120,0.8\nBob,2025-01,80,0.7\n"));
  await expect(notices(page).first()).toContainText("months.csv");
  await stillWorks(page);
});

test("10,000 columns are read", async ({ page }) => {
  const names = Array.from({ length: 10_000 }, (_, index) => `extra_${index}`);
  const cells = names.map((_, index) => index);
  await open(page);
  await load(page, file("wide.csv", `start_time,status,${names}\n2025-03-01 10:00,completed,${cells}\n2025-03-02 10:00,missed,${cells}\n`));
  await expect(tile(page, "Calls")).toHaveText("2");
});

test("a line of 50 MB ends in a sentence or a rejected row, never in a hang", async ({ page }) => {
  const path = join(folder(), "long.csv");
  writeFileSync(path, `${header}1,2025-03-01 10:00,completed\n2,2025-03-01 11:00,${"x".repeat(50_000_000)}\n3,2025-03-01 12:00,missed\n`);
  await open(page);
  await page.locator("#choose-files").setInputFiles(path);
  await expect(page.locator(".notice p, .receipt").first()).toBeVisible({ timeout: 30_000 });
  await stillWorks(page).catch(() => {});
  await expect(tile(page, "Calls")).toBeVisible();
});

test("NUL bytes and invalid UTF-8 cost no row", async ({ page }) => {
  const bytes = Buffer.concat([
    Buffer.from(`${header}1,2025-03-01 10:00,comp`),
    Buffer.from([0]),
    Buffer.from("leted\n2,2025-03-01 11:00,miss"),
    Buffer.from([0xff, 0xfe, 0xc3]),
    Buffer.from("ed\n3,2025-03-01 12:00,completed\n"),
  ]);
  await open(page);
  await load(page, { name: "bytes.csv", mimeType: "text/csv", buffer: bytes });
  await expect(tile(page, "Calls")).toHaveText("3");
});

test("a quote that never ends loses no row unseen", async ({ page }) => {
  const lines = Array.from({ length: 2000 }, (_, index) => `${index + 2},2025-03-01 10:00,completed\n`).join("");
  await open(page);
  await page.locator("#choose-files").setInputFiles(file("quote.csv", `${header}1,"2025-03-01 10:00,completed\n${lines}`));
  await expect(page.locator(".notice p, .receipt").first()).toContainText(/quote|read =/i, { timeout: 20_000 });
});

test("2 million rejected rows are counted to the last", async ({ page }) => {
  test.setTimeout(120_000);
  const path = join(folder(), "rejected.csv");
  writeFileSync(path, header + "1,2025-03-01 10:00,completed\n2,never,completed\n".repeat(2_000_000));
  await open(page);
  await load(page, path);
  await page.getByRole("button", { name: "Data quality", exact: true }).click();
  await expect(page.locator(".equation")).toHaveText(/4,000,000\s*read\s*=\s*1\s*kept\s*\+\s*1,999,999\s*merged\s*\+\s*2,000,000\s*rejected/);
});

test("a file that changes while it is read is told, and what was there stays", async ({ page }) => {
  const path = large("growing.csv");
  await open(page, "./?workers=1");
  await load(page, calls(1000));
  await page.locator("#choose-files").setInputFiles(path);
  appendFileSync(path, "one more,2025-02-01 10:20:30,incoming,completed,Agent 1\n");
  await expect(notices(page).first()).toContainText("growing.csv", { timeout: 30_000 });
  await expect(tile(page, "Calls")).toHaveText("1,000");
});

test("a file that vanishes while it is read is told, and what was there stays", async ({ page }) => {
  const path = large("vanishing.csv");
  await open(page, "./?workers=1");
  await load(page, calls(1000));
  await page.locator("#choose-files").setInputFiles(path);
  rmSync(path);
  await expect(notices(page).first()).toContainText("vanishing.csv", { timeout: 30_000 });
  await expect(tile(page, "Calls")).toHaveText("1,000");
});

test.describe("a worker that stops", () => {
  test.use({ expectedMessages: /stopped by the test/ });

  test("is started again, and what was there stays", async ({ page }) => {
    await open(page, "./?workers=2");
    await load(page, calls(1000));
    await page.workers()[0].evaluate(() => setTimeout(() => { throw new Error("stopped by the test"); }, 0));
    await expect(notices(page).first()).toContainText("started again");
    await stillWorks(page).catch(() => {});
    await expect(tile(page, "Calls")).toBeVisible();
  });
});
