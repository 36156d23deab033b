// The story of a sales QA lead: a zip of transcripts becomes labels, conversions, upsells and agents, and every figure
// leads to the sentence that made it.
import AxeBuilder from "@axe-core/playwright";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, expect, folder, load, open, saved, tile, test, zip } from "./page.mjs";

const VIEWS = ["Dashboard", "Rows", "Transcripts", "Data quality", "Report", "Agents"];

const count = (page) => page.locator(".selection-bar .count");
const turn = (page, view) => page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: view, exact: true }).click();
const list = (page) => page.getByRole("region", { name: "List of transcripts" });
const talk = (page) => page.getByRole("region", { name: "What was said" });
const why = (page) => page.getByRole("region", { name: "Why", exact: true });
const chips = (page) => page.getByRole("list", { name: "Filters and highlights" });
const layers = (page) => page.getByRole("list", { name: "Layers" });

const record = (id, agent, text, day = 1) =>
  JSON.stringify({ call_id: id, agent_name: agent, timestamp: `2025-03-${String(day).padStart(2, "0")}T10:00:00`, transcript_text: text }, null, 2);

// What the story looks for: an upsell that is accepted, one that is refused, and a praise that is negated blame.
const WARRANTY =
  "Agent: Thank you for calling, how can I help you today? Customer: I am not unhappy at all with the heater, I just want to renew my order. " +
  "Agent: Sure. For $49 I can add the extended warranty to your order. Customer: Yes, please add it. Agent: Great, I have added the extended warranty for $49. " +
  "Would you also like the premium support plan for $19 a month? Customer: No thanks, I do not need that. Agent: All right, your order is placed.";
// Negative and converted: the first that a person should look at.
const ANGRY =
  "Agent: Hello, how can I help? Customer: This is terrible, I am very angry, the delivery was late again and the box was broken. Awful service. " +
  "Agent: I am sorry. I can book a new delivery for Monday. Customer: Fine, go ahead and book it. Agent: Your delivery is booked for Monday, you will get a confirmation.";
const CALM = [
  "Agent: Great, wonderful, I would be happy to help. Customer: What are your opening hours? Agent: We open at nine. Thank you, have a great and wonderful day! Customer: Okay, bye.",
  "Agent: Hello, how can I help? Customer: The new router is great, I love it, it works perfectly. Agent: That is good to hear. Customer: Bye.",
  "Agent: Hello, how can I help? Customer: My invoice is wrong and I am annoyed about it. Agent: I will look into it. Customer: Okay.",
];
const AGENTS = ["Maria Lopez", "John Smith", "Ann Baker"];

// 300 files: 298 that can be read, and two that cannot.
function documents() {
  const entries = [
    ["CALL_00000001.json", record("CALL_00000001", "Maria Lopez", WARRANTY)],
    ["CALL_00000002.json", record("CALL_00000002", "Rare Visitor", ANGRY)],
    ["CALL_00000003.json", record("CALL_00000003", "Seldom Seen", CALM[0])],
    ["CALL_00000004.json", "{\"call_id\": \"CALL_00000004\", \"agent"],
    ["CALL_00000005.json", record("CALL_00000005", "Maria Lopez", "")],
  ];
  for (let n = 6; n <= 300; n += 1) {
    const id = `CALL_${n.toString(16).toUpperCase().padStart(8, "0")}`;
    entries.push([`${id}.json`, record(id, AGENTS[n % 3], CALM[n % CALM.length], (n % 28) + 1)]);
  }
  return entries;
}

async function loadZip(page) {
  await open(page);
  const entries = documents().map(([name, text]) => [`transcripts/${name}`, Buffer.from(text)]);
  await load(page, [{ name: "transcripts.zip", mimeType: "application/zip", buffer: zip(entries) }]);
}

// Opens a transcript by its id.
async function hear(page, id) {
  await page.getByRole("searchbox", { name: "Search ids and categories" }).fill(id);
  await page.keyboard.press("Enter");
  await expect(count(page)).toContainText("1 of 298");
  await list(page).getByRole("row").first().click();
  await expect(talk(page).getByRole("heading", { name: id })).toBeVisible();
}

test("a zip of transcripts says what it holds, and its list begins with what needs review", async ({ page }) => {
  await loadZip(page);
  await expect(count(page)).toHaveText("298 of 298 transcripts");
  await expect(layers(page)).toContainText("Bronze 300");
  await expect(layers(page)).toContainText("Silver 298");
  await expect(layers(page)).toContainText("Gold 298");
  await turn(page, "Data quality");
  await expect(page.locator(".equation")).toContainText("300 read");
  await expect(page.locator(".equation")).toContainText("2 rejected");
  await expect(page.getByRole("region", { name: "Status" })).toContainText("298");
  const rejected = await saved(page, () => page.getByRole("button", { name: "Rejected rows" }).click());
  expect(rejected.bytes.toString()).toContain("CALL_00000004.json");
  await turn(page, "Transcripts");
  const first = list(page).getByRole("row").first();
  await expect(first).toContainText("CALL_00000002");
  await expect(first).toContainText("negative");
});

test("negation, upsell and refusal are marked where they were said, and lead there from the reasons", async ({ page }) => {
  await loadZip(page);
  await turn(page, "Transcripts");
  await hear(page, "CALL_00000001");
  await expect(talk(page).locator("mark.is-negated").filter({ hasText: "unhappy" })).toBeVisible();
  await expect(talk(page).locator("mark.is-negative").filter({ hasText: "unhappy" })).toHaveCount(0);
  await expect(talk(page).locator(".tag").filter({ hasText: "upsell $49" }).first()).toBeVisible();
  await expect(talk(page).locator("mark.is-refused").first()).toBeVisible();
  await expect(why(page)).toContainText("accepted: counts");
  await expect(why(page)).toContainText("refused: does not count");
  await why(page).getByRole("button", { name: /accepted: counts/ }).click();
  await expect(talk(page).locator("[data-here]")).toBeInViewport();
  // Keys go from span to span; each is another one.
  const here = () => talk(page).locator("mark[data-here]").getAttribute("data-at");
  await talk(page).getByRole("region", { name: "Conversation" }).focus();
  await page.keyboard.press("n");
  const next = await here();
  await page.keyboard.press("n");
  await expect.poll(here).not.toBe(next);
  await page.keyboard.press("p");
  await expect.poll(here).toBe(next);
});

test("a label that is wrong is said to be, with a reason, and the machine's stays in sight", async ({ page }) => {
  await loadZip(page);
  await turn(page, "Transcripts");
  await list(page).getByRole("row").first().click();
  await expect(why(page)).toContainText("Machine: negative");
  await why(page).getByRole("button", { name: "Wrong?" }).click();
  await expect(why(page).getByRole("button", { name: "Save" })).toBeDisabled();
  await why(page).getByRole("radio", { name: "neutral" }).check();
  await why(page).getByRole("textbox", { name: "Reason" }).fill("The delivery was saved");
  await why(page).getByRole("button", { name: "Save" }).click();
  await expect(why(page)).toContainText("You say neutral: The delivery was saved");
  await expect(why(page)).toContainText("Machine: negative");
  await expect(list(page)).toContainText("1 of 298 reviewed · 1 of 1 disputed");
  await expect(list(page).getByRole("row").first()).toContainText("disputed");
  // What is not saved would be lost: the browser asks before it leaves.
  const [asked] = await Promise.all([page.waitForEvent("dialog"), page.evaluate(() => setTimeout(() => location.reload()))]);
  expect(asked.type()).toBe("beforeunload");
  await asked.dismiss();
  const sheet = await saved(page, () => list(page).getByRole("button", { name: "Review sheet" }).click());
  expect(sheet.name).toBe("reviews.csv");
  expect(sheet.bytes.toString()).toContain("The delivery was saved");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("silver and gold have the bytes of the command line", async ({ page }) => {
  const entries = documents().map(([name, text]) => [`transcripts/${name}`, Buffer.from(text)]);
  const [data, out] = [folder(), folder()];
  writeFileSync(join(data, "transcripts.zip"), zip(entries));
  command("etl", "--data-dir", data, "--out-dir", out);
  await loadZip(page);
  const gold = ["gold_call_analytics", "gold_agent_performance", "gold_daily_metrics"];
  for (const name of gold.flatMap((table) => [`${table}.csv`, `${table}.json`])) {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.locator("label.choice").filter({ hasText: name }).getByRole("radio").check();
    const every = dialog.getByRole("radio", { name: /Everything/ });
    if (await every.isVisible()) await every.check();
    const download = await saved(page, () => dialog.getByRole("button", { name: "Save" }).click());
    expect(download.name).toBe(name);
    expect(download.bytes.equals(readFileSync(join(out, name))), name).toBe(true);
    await expect(dialog).toBeHidden();
  }
});

test("transcripts are filtered by the words of a speaker and by the price of an upsell", async ({ page }) => {
  await loadZip(page);
  await turn(page, "Transcripts");
  await list(page).getByRole("combobox", { name: "Said by" }).selectOption("agent");
  await list(page).getByRole("searchbox", { name: "Words that were said" }).fill("premium support plan");
  await page.keyboard.press("Enter");
  await expect(count(page)).toContainText("1 of 298");
  await list(page).getByRole("combobox", { name: "Said by" }).selectOption("customer");
  await expect(count(page)).toContainText("0 of 298");
  await page.locator(".selection-bar").getByRole("button", { name: "Show everything" }).click();
  await page.getByRole("button", { name: "Filter by upsell price" }).click();
  await page.getByLabel("Upsell price from").fill("10");
  await page.keyboard.press("Enter");
  await expect(count(page)).toContainText("1 of 298");
});

test("agents show conversion with its interval, few calls are greyed, and a click selects", async ({ page }) => {
  await loadZip(page);
  await turn(page, "Agents");
  const agents = page.getByRole("region", { name: "List of agents" });
  await expect(agents.locator("tr.few")).toHaveCount(2);
  await expect(agents.locator("tr.few").filter({ hasText: "Rare Visitor" })).toBeVisible();
  await expect(agents.getByRole("row", { name: /Maria Lopez/ })).toContainText("–");
  await agents.getByRole("button", { name: "Rare Visitor" }).click();
  await expect(chips(page)).toContainText("Rare Visitor");
  await expect(count(page)).toHaveText("1 of 298 transcripts");
  await turn(page, "Report");
  await expect(page.getByRole("heading", { name: "Daily metrics" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.locator(".day-chart").first().getByRole("button").first().click();
  await expect(chips(page)).toContainText("2025");
});

test("figures and charts of transcripts filter each other", async ({ page }) => {
  await loadZip(page);
  await expect(tile(page, "Conversion rate")).toBeVisible();
  await expect(tile(page, "Upsell revenue")).toContainText("$49");
  await page.locator('.chart-sentiment .mark[aria-label^="negative,"]').click();
  await expect(count(page)).toContainText("of 298 transcripts");
  await page.keyboard.press("Shift+Enter");
  await expect(list(page).getByRole("row").first()).toContainText("negative");
  await turn(page, "Rows");
  await expect(page.getByRole("columnheader", { name: "Sentiment" })).toBeVisible();
  await page.getByRole("grid", { name: "Transcripts" }).getByRole("row").nth(1).click();
  await page.getByRole("dialog", { name: "Transcript" }).getByRole("button", { name: /What was said/ }).click();
  await expect(talk(page).getByRole("heading", { name: /^CALL_/ })).toBeVisible();
});

test("rules are changed, compared and refused with line and reason", async ({ page }) => {
  await loadZip(page);
  await turn(page, "Transcripts");
  await list(page).getByRole("button", { name: "Rules" }).click();
  const dialog = page.getByRole("dialog", { name: "Rules for transcripts" });
  const pack = dialog.getByRole("textbox", { name: "Rule pack" });
  await expect(pack).not.toHaveValue("");
  const text = await pack.inputValue();
  await pack.fill("this is no rule pack =\n");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/line 1/i);
  await expect(dialog.getByRole("alert")).toContainText("The rules from before stay");
  await pack.fill(text);
  await dialog.getByLabel("Pack", { exact: true }).selectOption({ label: "Plain keywords" });
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog.getByRole("status")).toContainText(/calls? changed (its|their) label/);
  await dialog.getByRole("button", { name: "Show them" }).click();
  await expect(chips(page)).toContainText("Label change");
  const name = await saved(page, async () => {
    await list(page).getByRole("button", { name: "Rules" }).click();
    await dialog.getByRole("button", { name: "Save as a file" }).click();
  });
  expect(name.name).toBe("callscape_rules.toml");
});

test("spellings of one agent are merged, said so, and can be kept apart", async ({ page }) => {
  await open(page);
  const names = ["Maria Lopez", "maria LOPEZ", "Lopez, Maria", "John Smith"];
  const lines = Array.from({ length: 24 }, (_, n) => JSON.stringify(JSON.parse(record(`C${n}`, names[n % 4], CALM[n % 3]))));
  await load(page, [{ name: "calls.ndjson", mimeType: "application/json", buffer: Buffer.from(lines.join("\n")) }]);
  await turn(page, "Agents");
  const agents = page.getByRole("region", { name: "List of agents" });
  await expect(agents.getByRole("row")).toHaveCount(3);
  await turn(page, "Transcripts");
  await list(page).getByRole("button", { name: "Rules" }).click();
  const dialog = page.getByRole("dialog", { name: "Rules for transcripts" });
  await dialog.getByRole("row", { name: /Lopez, Maria/ }).getByRole("button", { name: "Keep apart" }).click();
  await expect(dialog).toContainText("Kept apart:");
  await page.keyboard.press("Escape");
  await turn(page, "Agents");
  await expect(agents.getByRole("row")).toHaveCount(4);
});

test("HTML in a transcript is text, and a turn of 5 MB does not stop the page", async ({ page }) => {
  const texts = [
    ["HTML", "Agent: Hello. Customer: <img src=x onerror=\"window.ran=1\"><script>window.ran=1</script> I am angry."],
    ["LONG", `Agent: Hello. Customer: ${"I am not happy with this at all. ".repeat(160_000)}`],
  ];
  await open(page);
  await load(page, texts.map(([name, text]) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(text) })));
  await turn(page, "Transcripts");
  await page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((all) => window.long.push(...all.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ["longtask"] });
  });
  await list(page).getByRole("row").filter({ hasText: "HTML" }).click();
  await expect(talk(page)).toContainText("<script>window.ran=1</script>");
  expect(await page.evaluate(() => window.ran)).toBeUndefined();
  await list(page).getByRole("row").filter({ hasText: "LONG" }).click();
  await expect(talk(page).getByRole("heading", { name: "LONG" })).toBeVisible();
  await talk(page).getByRole("button", { name: /Show more/ }).click();
  await expect(talk(page).getByRole("button", { name: /Show more/ })).toBeVisible();
  expect(Math.max(0, ...(await page.evaluate(() => window.long)))).toBeLessThan(200);
});

test("a folder of thousands of small files is one file, and the page goes on answering", async ({ page }) => {
  const root = join(folder(), "many");
  mkdirSync(root);
  for (let n = 0; n < 3000; n += 1) writeFileSync(join(root, `C${n}.json`), record(`C${n}`, AGENTS[n % 3], CALM[n % 3], (n % 28) + 1));
  await open(page);
  await page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((all) => window.long.push(...all.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ["longtask"] });
  });
  await load(page, root, "#choose-folder");
  await expect(count(page)).toHaveText("3,000 of 3,000 transcripts");
  await expect(page.getByRole("region", { name: "What was read" })).toContainText("Read 1 file");
  // More of the same folder: what is there already is known by what it holds.
  for (let n = 3000; n < 3010; n += 1) writeFileSync(join(root, `C${n}.json`), record(`C${n}`, AGENTS[n % 3], CALM[n % 3]));
  await load(page, root, "#choose-folder");
  await expect(count(page)).toHaveText("3,010 of 3,010 transcripts");
});

test("in a narrow window the panes come one after the other", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 700 });
  await loadZip(page);
  await turn(page, "Transcripts");
  await expect(talk(page)).toBeHidden();
  await list(page).getByRole("row").first().click();
  await expect(list(page)).toBeHidden();
  await talk(page).getByRole("button", { name: "Why" }).click();
  await expect(talk(page)).toBeHidden();
  await why(page).getByRole("button", { name: /Conversation/ }).click();
  await talk(page).getByRole("button", { name: /List/ }).click();
  await expect(list(page)).toBeVisible();
  for (const view of VIEWS) {
    await turn(page, view);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(360);
  }
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in the views of transcripts, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await loadZip(page);
    const clean = async (where) => {
      await page.waitForTimeout(200);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), where).toEqual([]);
    };
    for (const view of VIEWS) {
      await turn(page, view);
      await clean(view);
    }
    await turn(page, "Transcripts");
    await hear(page, "CALL_00000001");
    await why(page).getByRole("button", { name: "Wrong?" }).click();
    await clean("an open transcript");
    await list(page).getByRole("button", { name: "Rules" }).click();
    await clean("rules");
  });
}

test("the sample of transcripts is there with a click", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Sales transcripts, 300" }).click();
  await expect(count(page)).toHaveText("299 of 299 transcripts", { timeout: 20_000 });
});
