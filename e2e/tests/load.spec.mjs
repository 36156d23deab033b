// The ways into the page: drop, choose, a folder, paste, the sample; and out of a load again.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LARGE, calls, expect, file, folder, large, load, open, test, tile } from "./page.mjs";

test("a file is dropped anywhere on the page", async ({ page }) => {
  const text = readFileSync(calls(1000), "utf8");
  await open(page);
  const transfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "calls.csv", { type: "text/csv" }));
    return transfer;
  }, text);
  await page.dispatchEvent("body", "dragenter", { dataTransfer: transfer });
  await expect(page.getByText("Drop to read these files")).toBeVisible();
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
  await expect(tile(page, "Calls")).toHaveText("1,000");
  await expect(page.getByText("Drop to read these files")).toBeHidden();
});

test("files are chosen, and further ones join them", async ({ page }) => {
  await open(page);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await chooser).setFiles(calls(1000));
  await expect(tile(page, "Calls")).toHaveText("1,000");
  await load(page, calls(500, { seed: 2 }));
  await expect(tile(page, "Calls")).toHaveText("1,500");
  await expect(page.getByRole("button", { name: /^Data: 2 files/ })).toBeVisible();
});

test("a folder is chosen with all that lies in it", async ({ page }) => {
  const root = folder();
  mkdirSync(join(root, "march"));
  copyFileSync(calls(300), join(root, "one.csv"));
  copyFileSync(calls(200, { seed: 2 }), join(root, "march", "two.csv"));
  await open(page);
  await load(page, root, "#choose-folder");
  await expect(tile(page, "Calls")).toHaveText("500");
});

test("a table is pasted", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Paste" }).click();
  await page.getByLabel("Rows with a header").fill("start_time\tstatus\n2025-03-01 10:00\tcompleted\n2025-03-02 10:00\tmissed\n");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await expect(tile(page, "Calls")).toHaveText("2");
});

test("the sample is one click away and always the same", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Call records, 5,000" }).click();
  await expect(tile(page, "Calls")).toHaveText("5,000");
  await expect(tile(page, "Answer rate")).toHaveText("75.3 %");
});

test("charts fill while a large file is read, and say that they do", async ({ page }) => {
  const path = large("growing.csv");
  await open(page, "./?workers=1");
  await page.locator("#choose-files").setInputFiles(path);
  const note = page.getByText(/^So far: the first [0-9,]+ calls/);
  await expect(note).toBeVisible();
  await expect(page.getByRole("img", { name: /Daily Calls/ }).or(page.locator(".chart-daily canvas")).first()).toBeVisible();
  await expect(tile(page, "Calls")).toHaveText("1,500,000");
  await expect(note).toBeHidden();
  const [partial, whole] = await page.evaluate(() => ["callscape:partial", "callscape:load"].map((name) => performance.getEntriesByName(name).at(-1).duration));
  expect(partial).toBeLessThan(whole);
});

test("progress is told, and Cancel leaves what was there before", async ({ page }) => {
  const path = large("large.csv");
  await open(page, "./?workers=1");
  await load(page, calls(1000));
  await page.evaluate(() => {
    window.told = [];
    new MutationObserver(() => {
      const bar = document.querySelector('[role="progressbar"][aria-valuetext*="rows"]');
      if (bar) window.told.push(Number(bar.getAttribute("aria-valuenow")));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await page.locator("#choose-files").setInputFiles(path);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Reading was cancelled.")).toBeVisible();
  await expect(tile(page, "Calls")).toHaveText("1,000");
  await load(page, path);
  await expect(tile(page, "Calls")).toHaveText((LARGE + 1000).toLocaleString("en-US"));
  const told = await page.evaluate(() => window.told);
  expect(told.some((percent) => percent > 0 && percent < 100), `progress told: ${told}`).toBe(true);
});

test("no task of the main thread lasts over 50 ms while one worker loads 100,000 rows", async ({ page }) => {
  const path = calls(100_000);
  const longest = [];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await open(page, "./?workers=1");
    await page.evaluate(() => {
      window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    });
    await load(page, path);
    await page.waitForTimeout(200);
    longest.push(Math.max(0, ...(await page.evaluate(() => window.tasks))));
    if (longest.at(-1) <= 50) break;
  }
  expect(Math.min(...longest), `longest tasks in ms: ${longest}`).toBeLessThanOrEqual(50);
});

test("columns that are not sure are asked about once, and remembered", async ({ page }) => {
  const text = "when it was,how it went\n" + Array.from({ length: 20 }, (_, i) => `2025-03-${String(i + 1).padStart(2, "0")} 10:00,answered\n`).join("");
  await open(page);
  await page.locator("#choose-files").setInputFiles(file("odd.csv", text));
  const dialog = page.getByRole("dialog", { name: "How to read odd.csv" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText("2025-03-01 10:00").first()).toBeVisible();
  // A delimiter that leaves no column of times is refused in the dialog, which goes on showing what holds.
  const delimiter = dialog.getByLabel("Delimiter");
  await delimiter.selectOption({ label: "semicolon ;" });
  await expect(dialog.getByText("odd.csv has no column of dates or times")).toBeVisible();
  await expect(delimiter.locator("option:checked")).toHaveText("comma ,");
  // One that leaves it is taken.
  await dialog.getByLabel("Quote").selectOption({ label: "none" });
  await expect(dialog.getByLabel("Quote").locator("option:checked")).toHaveText("none");
  await dialog.getByRole("button", { name: "Load" }).click();
  await expect(tile(page, "Calls")).toHaveText("20");
  await page.reload();
  await open(page);
  await load(page, file("odd.csv", text));
  await expect(tile(page, "Calls")).toHaveText("20");
});
