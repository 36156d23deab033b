// What a person sees before the page runs, and when it cannot run.
import { expect, open, test } from "./page.mjs";

test.describe("an address that does not exist", () => {
  // Chromium says that the answer's status was 404, as it should be.
  test.use({ expectedMessages: /404/ });

  test("leads to the page and keeps the shared view", async ({ page, baseURL }) => {
    await page.goto("no/such/page#/dashboard?status=in~missed&tz=Europe%2FBerlin");
    await expect(page).toHaveURL(`${baseURL}#/dashboard?status=in~missed&tz=Europe%2FBerlin`);
    await expect(page.getByText("This address shows")).toBeVisible();
  });
});

test.describe("without scripts", () => {
  // Chromium remarks that the module was fetched ahead in vain.
  test.use({ javaScriptEnabled: false, expectedMessages: /preload/ });

  test("the page says what it needs", async ({ page }) => {
    await page.goto("./");
    await expect(page.locator(".loading-note")).toBeVisible();
    await expect(page.locator("#loading-bar")).toBeHidden();
  });
});

test.describe("without WebAssembly", () => {
  test("the page says so", async ({ page }) => {
    await page.addInitScript(() => delete globalThis.WebAssembly);
    await page.goto("./");
    await expect(page.getByRole("alert")).toContainText("needs WebAssembly");
  });
});

test.describe("when the program cannot be fetched or started", () => {
  test.use({ expectedMessages: /404|CompileError/ });

  test("a missing module ends in a card that says so", async ({ page }) => {
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "gone" }));
    await page.goto("./");
    await expect(page.getByRole("alert")).toContainText("could not start");
    await expect(page.getByRole("alert")).toContainText("status 404");
    await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  });

  test("a broken module ends in a card that says so", async ({ page }) => {
    await page.route("**/*.wasm", (route) =>
      route.fulfill({ status: 200, contentType: "application/wasm", body: "not a module" }),
    );
    await page.goto("./");
    await expect(page.getByRole("alert")).toContainText("could not start");
  });
});

test("the bar follows the download", async ({ page }) => {
  await open(page);
  const size = await page.evaluate(() => Number(document.querySelector("script[data-size]").dataset.size));
  const wasm = await page.evaluate(async () => {
    const response = await fetch(document.querySelector("script[data-wasm]").dataset.wasm);
    return (await response.arrayBuffer()).byteLength;
  });
  expect(size).toBe(wasm);
});
