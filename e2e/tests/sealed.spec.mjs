// The page's promise: nothing is fetched from elsewhere, nothing is sent, neither by the page nor by its workers.
import { writeFileSync } from "node:fs";
import { calls, expect, load, open, test } from "./page.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; " +
  "img-src 'self' data: blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'self'; " +
  "form-action 'none'; object-src 'none'";

// A foreign address that needs no name server: without the policy, the request fails in another way, or not at all.
const FOREIGN = "http://127.0.0.1:9/stolen";

test("the policy stands first in the page and no script is inline", async ({ page }) => {
  await open(page);
  const first = page.locator("head > *").first();
  await expect(first).toHaveAttribute("http-equiv", "Content-Security-Policy");
  await expect(first).toHaveAttribute("content", POLICY);
  expect(await page.evaluate(() => [...document.scripts].filter((script) => !script.src).length)).toBe(0);
});

test("two workers read 128 MB to the last row", async ({ page }, info) => {
  const header = "start_time,caller,callee,call_type,status\n";
  const line = "2024-05-01T08:00:00Z,+49 30 1234567,+49 40 7654321,inbound,completed\n";
  const rows = Math.floor((128 * 1024 * 1024) / line.length);
  const path = info.outputPath("lines.csv");
  writeFileSync(path, Buffer.from(header + line.repeat(rows)));
  await open(page, "./?workers=2&bench");
  await load(page, path);
  expect(page.workers()).toHaveLength(2);
  await expect.poll(() => page.evaluate(() => window.callscape.aggregates?.status)).toEqual([["completed", rows]]);
});

test.describe("a foreign address", () => {
  test.use({ expectedMessages: /Content Security Policy/ });

  const reach = async (address) => {
    let violated = null;
    addEventListener("securitypolicyviolation", (event) => (violated = event.effectiveDirective));
    const outcome = await fetch(address, { mode: "no-cors" }).then(() => "fetched", (error) => error.name);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { outcome, violated };
  };

  test("is out of reach for the page", async ({ page }) => {
    await open(page);
    expect(await page.evaluate(reach, FOREIGN)).toEqual({ outcome: "TypeError", violated: "connect-src" });
  });

  test("is out of reach for a worker", async ({ page }) => {
    await open(page);
    await load(page, calls(100));
    expect(await page.workers()[0].evaluate(reach, FOREIGN)).toEqual({ outcome: "TypeError", violated: "connect-src" });
  });
});

test("all traffic is with the page's own origin, and none follows after the start", async ({ page, baseURL }) => {
  const requests = [];
  page.context().on("request", (request) => requests.push(request.url()));
  await open(page);
  await page.waitForLoadState("networkidle");
  const own = new URL(baseURL).origin;
  expect(requests.filter((url) => !url.startsWith(own) && !url.startsWith("blob:") && !url.startsWith("data:"))).toEqual([]);
  const before = requests.length;
  await load(page, calls(5000, { flaws: 50 }));
  for (const view of ["Rows", "Data quality", "Dashboard"]) await page.getByRole("button", { name: view, exact: true }).click();
  await page.waitForTimeout(500);
  expect(requests.slice(before)).toEqual([]);
});

test("without ?bench there is no measuring interface", async ({ page }) => {
  await open(page);
  expect(await page.evaluate(() => "callscape" in window)).toBe(false);
});
