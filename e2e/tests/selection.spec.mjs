// Cross-filtering: highlight, keep only, exclude, brush; undo by Back; an address that another person opens.
import { calls, expect, load, mark, open, test, tile } from "./page.mjs";

const count = (page) => page.locator(".count");
const chips = (page) => page.locator(".chip");

test.beforeEach(async ({ page }) => {
  await open(page);
  await load(page, calls(5000));
});

test("a click highlights everywhere, keeps the chart's own bars and can be extended", async ({ page }) => {
  await mark(page, "status", "missed").click();
  await expect(count(page)).toHaveText("477 of 5,000 calls");
  await expect(tile(page, "Calls")).toHaveText(/^477\s*of 5,000$/);
  await expect(mark(page, "status", "missed")).toHaveAttribute("aria-selected", "true");
  // A chart is never filtered by its own clause.
  await expect(mark(page, "status", "completed")).toHaveAttribute("aria-label", "completed, 3,765 calls, 75.3 %");
  await expect(mark(page, "type", "missed")).toHaveAttribute("aria-label", /477 selected/);
  await expect(mark(page, "type", "incoming")).toHaveAttribute("aria-label", "incoming, 2,603 calls, 52.1 %, 0 selected");
  await mark(page, "status", "failed").click({ modifiers: ["Control"] });
  await expect(count(page)).toHaveText("702 of 5,000 calls");
  await mark(page, "status", "missed").click({ modifiers: ["Shift"] });
  await expect(count(page)).toHaveText("225 of 5,000 calls");
  await page.keyboard.press("Escape");
  await expect(count(page)).toHaveText("5,000 of 5,000 calls");
  await expect(chips(page)).toHaveCount(0);
});

test("keep only and exclude turn a highlight into a filter", async ({ page }) => {
  await mark(page, "status", "missed").click();
  await page.getByRole("button", { name: "Keep only" }).click();
  await expect(count(page)).toContainText("477 of 5,000");
  await expect(chips(page)).toHaveText(["Status: missed"]);
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect(count(page)).toHaveText("5,000 of 5,000 calls");
  await mark(page, "status", "missed").click();
  await page.getByRole("button", { name: "Exclude" }).click();
  await expect(count(page)).toContainText("4,523 of 5,000");
  await page.locator(".chip button").click();
  await expect(count(page)).toHaveText("5,000 of 5,000 calls");
});

test("all of it works by keys alone", async ({ page }) => {
  await page.locator(".chart-status .mark[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("tooltip")).toContainText("no-answer");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toBeHidden();
  await page.keyboard.press("Space");
  await expect(count(page)).toHaveText("533 of 5,000 calls");
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["Status: no-answer"]);
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(chips(page)).toHaveCount(0);
  await page.keyboard.press("Delete");
  await expect(chips(page)).toHaveText(["Status: not failed"]);
  await expect(count(page)).toContainText("4,775 of 5,000");
});

test("a brush under the pointer shows what the selection shows once it stays", async ({ page }) => {
  const measured = (name) => page.evaluate((name) => performance.getEntriesByName(`callscape:${name}`).length, name);
  const shown = () => page.locator(".chart figcaption, .count, .tile .value, .tile .detail").allTextContents();
  const before = await shown();
  const from = await mark(page, "daily", "Mon 10 Mar 2025").boundingBox();
  const to = await mark(page, "daily", "Wed 12 Mar 2025").boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await expect.poll(() => measured("index")).toBe(1);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + to.height / 2, { steps: 4 });
  await expect.poll(() => measured("brush")).toBeGreaterThan(0);
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2);
  await expect(page.locator(".chart-daily").getByLabel("Date to")).toHaveValue("2025-03-12");
  // The last move is drawn, too.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const moving = await shown();
  expect(moving).not.toEqual(before);
  await page.evaluate(() => performance.clearMeasures("callscape:filter"));
  await page.mouse.up();
  // The settled selection is counted by the workers.
  await expect.poll(() => measured("filter")).toBe(1);
  expect(await shown()).toEqual(moving);
});

test("days are brushed by pointer, by keys and by their dates", async ({ page }) => {
  const from = await mark(page, "daily", "Mon 10 Mar 2025").boundingBox();
  const to = await mark(page, "daily", "Wed 12 Mar 2025").boundingBox();
  const height = from.y + from.height / 2;
  await page.mouse.move(from.x + from.width / 2, height);
  await page.mouse.down();
  await page.mouse.move(to.x, height, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, height);
  await page.mouse.up();
  const expected = { from: "2025-03-10", to: "2025-03-12" };
  const fields = { from: page.locator(".chart-daily").getByLabel("Date from"), to: page.locator(".chart-daily").getByLabel("Date to") };
  await expect(fields.from).toHaveValue(expected.from);
  await expect(fields.to).toHaveValue(expected.to);
  const brushed = await count(page).textContent();
  await page.getByRole("slider", { name: /Date.*to|to.*Date|last/i }).first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(fields.to).toHaveValue("2025-03-13");
  await page.keyboard.press("ArrowLeft");
  await expect(count(page)).toHaveText(brushed);
  await page.getByRole("button", { name: "Show everything" }).click();
  await fields.from.fill(expected.from);
  await fields.from.press("Tab");
  await fields.to.fill(expected.to);
  await fields.to.press("Tab");
  await expect(count(page)).toHaveText(brushed);
});

test("durations are brushed by their fields", async ({ page }) => {
  const fields = page.locator(".chart-duration .from-to input");
  await fields.nth(0).fill("2:00");
  await fields.nth(0).press("Enter");
  await fields.nth(1).fill("10:00");
  await fields.nth(1).press("Enter");
  await expect(chips(page)).toHaveText([/Duration: 2:00.*10:00/]);
  await expect(count(page)).not.toHaveText("5,000 of 5,000 calls");
});

test("Back undoes and Forward does again", async ({ page }) => {
  await mark(page, "type", "outgoing").click();
  await expect(count(page)).toHaveText("1,920 of 5,000 calls");
  await page.getByRole("button", { name: "Keep only" }).click();
  await expect(chips(page)).toHaveText(["Type: outgoing"]);
  await page.goBack();
  await expect(chips(page)).toHaveText(["Selected · Type: outgoing"]);
  await page.goBack();
  await expect(count(page)).toHaveText("5,000 of 5,000 calls");
  await page.goForward();
  await page.goForward();
  await expect(chips(page)).toHaveText(["Type: outgoing"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(chips(page)).toHaveText(["Selected · Type: outgoing"]);
});

test("an address that is shared shows the same with the same file", async ({ page, context }) => {
  await mark(page, "status", "completed").click();
  await page.getByRole("button", { name: "Keep only" }).click();
  await mark(page, "weekday", "Monday").click();
  await page.getByRole("button", { name: "Filter by agent" }).click();
  await page.getByRole("checkbox").first().click();
  await page.keyboard.press("Escape");
  await expect(chips(page)).toHaveCount(3);
  const [words, number, address] = [await chips(page).allTextContents(), await count(page).textContent(), page.url()];
  const other = await context.newPage();
  await open(other, address);
  await expect(other.getByText("This address shows")).toBeVisible();
  await load(other, calls(5000));
  await expect(count(other)).toHaveText(number);
  expect(await chips(other).allTextContents()).toEqual(words);
  expect(other.url()).toBe(address);
});

test("search finds ids and categories", async ({ page }) => {
  await page.getByLabel("Search ids and categories").fill("NO-ANSW");
  await page.keyboard.press("Enter");
  await expect(count(page)).toContainText("533 of 5,000");
});

test("a filter tells screen readers what is shown", async ({ page }) => {
  await mark(page, "status", "missed").click();
  await expect(page.locator('p[role="status"]')).toHaveText("477 of 5,000 calls: Status: missed");
});
