// The story of a support lead: a folder of facts, dimensions and monthly deltas becomes tables, a report, answered
// questions and a history; the same bytes as from the command line.
import AxeBuilder from "@axe-core/playwright";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { command, expect, file, folder, load, open, saved, test, zip } from "./page.mjs";

// A set with known answers; its README says which.
const DATA = resolve(import.meta.dirname, "../../crates/engine/tests/support/data");
const VIEWS = ["Dashboard", "Rows", "Data quality", "Deltas", "Report", "Answers", "Agents"];

const count = (page) => page.locator(".selection-bar .count");
const turn = (page, view) => page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: view, exact: true }).click();
const answer = (page, question) => page.getByRole("article", { name: question });

// The data files with their paths, and without what is no data.
const files = (only = () => true) =>
  ["initial", "delta"].flatMap((part) => readdirSync(join(DATA, part)).map((name) => join(DATA, part, name))).filter((path) => path.endsWith(".csv") && only(path));

async function loadFolder(page) {
  await open(page);
  await load(page, DATA, "#choose-folder");
}

test("a dropped folder is told apart, ordered, and answers the known questions", async ({ page }) => {
  await loadFolder(page);
  const receipt = page.getByRole("region", { name: "What was read" });
  await expect(receipt).toContainText("Deltas of interactions: Feb 2025 +10 ~3 −1 · Mar 2025 +10 ~2 −1 · 2 conflicts");
  await receipt.getByText("Details").click();
  await expect(receipt.getByRole("row", { name: /initial\/interactions\.csv facts/ })).toBeVisible();
  await expect(receipt.getByRole("row", { name: /agents_delta_202503\.csv delta Mar 2025 of agents/ })).toBeVisible();
  await expect(count(page)).toHaveText("31 of 31 interactions");
  await turn(page, "Answers");
  await expect(answer(page, /in the quarter/)).toContainText("In Q1 2025 the contact centers handled 28 interactions: Boston MA 13, Atlanta GA 8 and Richmond VA 7.");
  await expect(answer(page, /most interactions\?/).first()).toContainText("Feb 2025 had the most, 10 of 31 interactions.");
  await expect(answer(page, /longest average phone call/)).toContainText("Boston MA, with 12.73 minutes on average over 12 phone calls.");
  await expect(answer(page, /^Why are/)).toContainText("8 of 12 phone calls end 5.00 minutes on average after the agent had resolved them");
  await expect(answer(page, /^Why are/)).toContainText("3 of the 3 outliers are of Boston MA");
  await expect(answer(page, /^Why are/)).toContainText("8 of the 8 with a tail carry a satisfaction rating");
  await expect(answer(page, /better measure/)).toContainText("Atlanta GA takes longest with 10.66 minutes");
  await answer(page, /most interactions\?/).first().getByRole("button", { name: "See the rows" }).click();
  await expect(count(page)).toHaveText("10 of 31 interactions (10 filtered)");
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "11");
});

test("answers follow filters and the quarter, and go on to agents and the report", async ({ page }) => {
  await loadFolder(page);
  await turn(page, "Answers");
  await page.getByRole("button", { name: "Filter by contact center" }).click();
  await page.getByRole("checkbox", { name: /Boston MA/ }).check();
  await page.keyboard.press("Escape");
  await expect(answer(page, /most interactions\?/).first()).toContainText("Feb 2025 had the most, 5 of 13 interactions.");
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.locator(".answers-head select").selectOption("2024-Q4");
  await expect(answer(page, /in the quarter/)).toContainText("In Q4 2024 the contact centers handled 2 interactions");
  await turn(page, "Agents");
  const agent = page.getByRole("region", { name: "List of agents" }).getByRole("button").first();
  const name = await agent.textContent();
  await agent.click();
  await expect(page.getByRole("list", { name: "Filters and highlights" })).toContainText(name);
  await turn(page, "Report");
  await expect(page.getByRole("heading", { name: "Support report" })).toBeVisible();
});

test("months are switched off and on, and a history shows both lines of a conflict", async ({ page }) => {
  await loadFolder(page);
  await turn(page, "Deltas");
  await expect(page.getByRole("region", { name: "Conflicts", exact: true }).getByRole("row")).toHaveCount(3);
  await page.getByRole("region", { name: "Conflicts", exact: true }).getByRole("button", { name: "I000011" }).first().click();
  const history = page.getByRole("dialog", { name: "History of interactions I000011" });
  await expect(history).toContainText("initial");
  await expect(history).toContainText("interactions_delta_202502.csv, line 6");
  await expect(history.locator("td.changed")).toHaveText("changed: 5");
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: /Mar 2025/ }).uncheck();
  await expect(count(page)).toHaveText("22 of 22 interactions");
  await page.getByRole("checkbox", { name: /Mar 2025/ }).check();
  await expect(count(page)).toHaveText("31 of 31 interactions");
  await page.getByLabel("As of").selectOption("Feb 2025");
  await expect(count(page)).toHaveText("22 of 22 interactions");
  await page.getByLabel("As of").selectOption("initial files");
  await expect(count(page)).toHaveText("13 of 13 interactions");
});

test("a deleted category is Unknown and says what it was until when", async ({ page }) => {
  await loadFolder(page);
  await expect(page.locator(".chart-status figcaption")).toContainText("until Mar 2025");
  await page.locator('.chart-status .mark[aria-label^="Unknown,"]').click();
  await expect(count(page)).toHaveText("4 of 31 interactions");
});

test("files one by one give the same as all at once, and a file twice changes nothing", async ({ page }) => {
  await open(page);
  await load(page, files((path) => path.includes("initial")));
  await expect(count(page)).toHaveText("13 of 13 interactions");
  for (const path of files((path) => path.includes("delta")).toReversed()) await load(page, [path]);
  await expect(count(page)).toHaveText("31 of 31 interactions");
  const february = readFileSync(files((path) => path.includes("interactions_delta_202502"))[0]);
  await load(page, [{ name: "again_interactions_delta_202502.csv", mimeType: "text/csv", buffer: february }]);
  await expect(page.getByRole("region", { name: "Notices" })).toContainText("was already applied");
  await expect(count(page)).toHaveText("31 of 31 interactions");
});

test("a zip is read like its folder, and every export has the bytes of the command line", async ({ page }) => {
  const entries = files().map((path) => [path.slice(DATA.length + 1), readFileSync(path)]);
  await open(page);
  await load(page, [{ name: "data.zip", mimeType: "application/zip", buffer: zip(entries) }]);
  await expect(count(page)).toHaveText("31 of 31 interactions");
  const out = { csv: folder(), json: folder() };
  // The names of files stand in some exports: the command line reads the same archive.
  const data = folder();
  writeFileSync(join(data, "data.zip"), zip(entries));
  for (const format of ["csv", "json"]) command("run", "--data-dir", data, "--out-dir", out[format], "--format", format);
  const tables = ["interactions", "agents", "contact_centers", "service_categories"];
  const wanted = [...tables.map((table) => `${table}_final.csv`), ...tables.map((table) => `${table}_final.json`)];
  wanted.push("support_report.csv", "answers.md", "answers.json", "audit.csv", "conflicts.csv", "interactions_rejected.csv", "quality.json");
  for (const name of wanted) {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.locator("label.choice").filter({ hasText: name }).getByRole("radio").check();
    const every = dialog.getByRole("radio", { name: /Everything/ });
    if (await every.isVisible()) await every.check();
    const download = await saved(page, () => dialog.getByRole("button", { name: "Save" }).click());
    expect(download.name).toBe(name);
    expect(download.bytes.equals(readFileSync(join(out[name.endsWith(".json") && name.includes("final") ? "json" : "csv"], name))), name).toBe(true);
    await expect(dialog).toBeHidden();
  }
});

test("what cannot be used says why, and other names are understood", async ({ page }) => {
  await open(page);
  const tickets = "ticket_no,opened_at,closed_at,team_id,severity\n" + Array.from({ length: 30 }, (_, n) => `T${n},2025-04-0${(n % 9) + 1}T10:00:00Z,2025-04-0${(n % 9) + 1}T11:00:00Z,${(n % 3) + 1},low`).join("\n");
  await load(page, [
    file("tickets.csv", tickets),
    file("teams.csv", "team_id,team,region\n1,North,EU\n2,South,EU\n3,West,US\n"),
    file("tickets_delta_202504.csv", "action,ticket_no,severity\nupdate,T1,high\ndelete,T2,\nadd,T99,low\n"),
    file("teams_delta_202513.csv", "team_id,team,region\n1,North,EU\n"),
  ]);
  await expect(page.getByRole("button", { name: "Filter by team" })).toBeVisible();
  await expect(count(page)).toHaveText("30 of 30 interactions");
  await turn(page, "Deltas");
  await expect(page.locator(".stop").last()).toContainText("30 + 1 − 1 = 30");
});

test("calls and interactions stand side by side, each with its own selection", async ({ page }) => {
  await loadFolder(page);
  await page.locator('.chart-type .mark[aria-label^="phone,"]').click();
  await expect(count(page)).toContainText("25 of 31 interactions");
  await load(page, file("calls.csv", "call_id,start_time,status\n1,2025-03-01 10:00,missed\n2,2025-03-01 11:00,completed\n"));
  await expect(count(page)).toHaveText("2 of 2 calls");
  await page.getByRole("group", { name: "What is shown" }).getByRole("button", { name: "Interactions" }).click();
  await expect(count(page)).toContainText("25 of 31 interactions");
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in the views of support files, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await loadFolder(page);
    for (const view of VIEWS) {
      await turn(page, view);
      await page.waitForTimeout(200);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), view).toEqual([]);
    }
  });
}

test("the views of support files fit windows of any width", async ({ page }) => {
  await loadFolder(page);
  for (const width of [320, 768, 1200, 1440]) {
    await page.setViewportSize({ width, height: 700 });
    for (const view of VIEWS) {
      await turn(page, view);
      await page.waitForTimeout(100);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${view} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
});

test("the sample of support files is one click away", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Support + 2 monthly deltas" }).click();
  await expect(page.getByRole("heading", { name: "Daily Interactions" })).toBeVisible();
  await turn(page, "Deltas");
  await expect(page.locator(".stop")).toHaveCount(3);
});
