// Call records and transcripts of the same ids, dropped together: each side shows what the other one knows, and agents
// are grouped by the teams of their calls.
import { expect, file, load, mark, open, saved, test, tile } from "./page.mjs";

const count = (page) => page.locator(".selection-bar .count");
const turn = (page, view) => page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: view, exact: true }).click();
const show = (page, subject) => page.getByRole("group", { name: "What is shown" }).getByRole("button", { name: subject }).click();

const ANGRY = "Agent: Hello, how can I help? Customer: This is terrible, I am very angry, it is broken again. Awful service.";
const SOLD =
  "Agent: For $49 I can add the extended warranty to your order. Customer: Yes, please add it. Agent: Great, I have added the extended warranty for $49.";
const CALM = "Agent: Hello, how can I help? Customer: What are your opening hours? Agent: We open at nine. Customer: Okay, bye.";

// Twelve calls, of which the first eight have a transcript; two transcripts have no call.
function files() {
  const calls = ["call_id,caller,call_type,status,start_time,duration_sec,cost_usd,team"];
  const day = (n) => `2025-03-${String(n).padStart(2, "0")}`;
  for (let n = 1; n <= 12; n += 1) {
    calls.push(`C${n},416-555-01${String(n).padStart(2, "0")},incoming,completed,${day(n)} 10:00:00,${n * 60},1.50,${n % 2 ? "north" : "south"}`);
  }
  const said = (n) => (n === 1 ? ANGRY : n === 2 ? SOLD : CALM);
  const talks = [1, 2, 3, 4, 5, 6, 7, 8, 91, 92].map((n) =>
    JSON.stringify({ call_id: `C${n}`, agent_name: n % 2 ? "Maria Lopez" : "John Smith", timestamp: `${day((n % 28) + 1)}T10:00:00`, transcript_text: said(n) }),
  );
  return [file("calls.csv", calls.join("\n")), file("transcripts.ndjson", talks.join("\n"))];
}

async function loadBoth(page) {
  await open(page);
  await load(page, files());
  await expect(count(page)).toContainText("transcripts");
}

// Two subjects and their views fill the top bar: nothing may stand out of the window, whatever its width.
async function fits(page) {
  const before = page.viewportSize();
  for (const width of [1680, 1440, 1401, 1280, 1180, 1024, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    // Charts follow the window a moment later.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `at ${width}` }).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize(before);
}

test("transcripts hear of their call records", async ({ page }) => {
  await loadBoth(page);
  await expect(count(page)).toHaveText("10 of 10 transcripts");
  await expect(page.getByText("8 of 10 transcripts have a call record, 4 calls without a transcript").first()).toBeVisible();
  await expect(tile(page, "With a call record")).toContainText("80.0 %");
  await expect(tile(page, "Cost")).toContainText("$12.00");
  await fits(page);
  await turn(page, "Rows");
  await expect(page.getByRole("columnheader", { name: "Status" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "C91" })).toContainText("no call record");
  await turn(page, "Transcripts");
  await page.getByRole("region", { name: "List of transcripts" }).getByRole("row").filter({ hasText: "C8" }).click();
  const talk = page.getByRole("region", { name: "What was said" });
  await expect(talk).toContainText("8:00 (call record)");
  await talk.getByText("Call record", { exact: true }).click();
  await expect(talk).toContainText("416-555-0108");
});

test("calls hear of their transcripts, in figures, charts, rows and files", async ({ page }) => {
  await loadBoth(page);
  await show(page, "Calls");
  await expect(count(page)).toHaveText("12 of 12 calls");
  await fits(page);
  await expect(tile(page, "With a transcript")).toContainText("66.7 %");
  await expect(tile(page, "Upsell revenue")).toContainText("$49");
  await expect(mark(page, "sentiment", "no transcript")).toBeVisible();
  await mark(page, "sentiment", "negative").click();
  await expect(count(page)).toContainText("1 of 12");
  await page.keyboard.press("Enter");
  await turn(page, "Rows");
  await page.getByRole("row").filter({ hasText: "C1" }).first().click();
  const panel = page.getByRole("dialog", { name: "Call" });
  await expect(panel).toContainText("Transcript of this call");
  await expect(panel).toContainText("I am very angry");
  await page.keyboard.press("Escape");
  await turn(page, "Data quality");
  const clean = await saved(page, () => page.getByRole("button", { name: "Clean calls" }).click());
  const text = clean.bytes.toString();
  expect(text.split(/\r?\n/)[0]).toContain("transcript_sentiment");
  expect(text).toMatch(/^C1,.*negative/m);
});

test("agents are grouped by the teams of their calls", async ({ page }) => {
  await loadBoth(page);
  await turn(page, "Agents");
  const table = page.getByRole("region", { name: "List of agents" });
  await expect(table.getByRole("row").filter({ hasText: "Maria Lopez" })).toBeVisible();
  await page.getByRole("group", { name: "Group by" }).getByRole("button", { name: "team" }).click();
  await expect(table.getByRole("columnheader").first()).toHaveText("team");
  await expect(table.getByRole("row").filter({ hasText: "north" })).toContainText("4");
  await table.getByRole("button", { name: "south" }).click();
  await expect(count(page)).toContainText("4 of 10");
});
