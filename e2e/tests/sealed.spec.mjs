// The page's promise: nothing is fetched from elsewhere, nothing is sent, neither by the page nor by its workers.
import { expect, open, test } from "./page.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; " +
  "img-src 'self' data: blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'self'; " +
  "form-action 'none'; object-src 'none'";

// A foreign address that needs no name server: without the policy, the request fails in another way, or not at all.
const FOREIGN = "http://127.0.0.1:9/stolen";

const SIZE = 128 * 1024 * 1024;
const LINE = "2024-05-01T08:00:00Z,+49 30 1234567,+49 40 7654321,inbound,completed\n";

function linesFile(size) {
  const line = Buffer.from(LINE);
  const buffer = Buffer.alloc(size - (size % line.length));
  for (let at = 0; at < buffer.length; at += line.length) line.copy(buffer, at);
  return buffer;
}

test("the policy stands first in the page and no script is inline", async ({ page }) => {
  await open(page);
  const first = page.locator("head > *").first();
  await expect(first).toHaveAttribute("http-equiv", "Content-Security-Policy");
  await expect(first).toHaveAttribute("content", POLICY);
  expect(await page.evaluate(() => [...document.scripts].filter((script) => !script.src).length)).toBe(0);
});

test("two workers count the lines of a file", async ({ page }, info) => {
  const { writeFile } = await import("node:fs/promises");
  const path = info.outputPath("lines.csv");
  await writeFile(path, linesFile(SIZE));
  await open(page);
  await page.getByLabel("File").setInputFiles(path);
  await page.getByRole("button", { name: "Count line ends" }).click();
  await expect(page.locator("output")).toHaveAttribute("data-done", "2", { timeout: 30_000 });
  await expect(page.locator("output")).toHaveText(String(Math.floor(SIZE / LINE.length)));
  expect(page.workers()).toHaveLength(2);
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
    await page.getByLabel("File").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("a\n") });
    await page.getByRole("button", { name: "Count line ends" }).click();
    await expect(page.locator("output")).toHaveAttribute("data-done", "2");
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
  await page.waitForTimeout(1000);
  expect(requests.slice(before)).toEqual([]);
});
