// How it looks to everybody: themes, narrow windows, assistive technology.
import AxeBuilder from "@axe-core/playwright";
import { calls, expect, load, mark, open, test } from "./page.mjs";

const VIEWS = ["Dashboard", "Rows", "Data quality"];

// The colour of the canvas in the corner of a chart.
const paper = (page) =>
  page.locator(".chart-type canvas").evaluate((canvas) => [...canvas.getContext("2d").getImageData(2, canvas.height - 3, 1, 1).data.slice(0, 3)]);

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const clean = async (where) => {
      // A canvas beside HTML that says the same has nothing for axe to read.
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), where).toEqual([]);
    };
    await open(page);
    await clean("empty");
    await load(page, calls(5000, { flaws: 80 }));
    await mark(page, "status", "missed").click();
    await page.mouse.move(0, 0);
    for (const view of VIEWS) {
      await page.getByRole("button", { name: view, exact: true }).click();
      await page.waitForTimeout(200);
      await clean(view);
    }
    for (const [button, dialog] of [["Export", "Export"], ["Help and keys", "Help and keys"]]) {
      await page.getByRole("button", { name: button, exact: true }).click();
      await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
      await clean(dialog);
      await page.keyboard.press("Escape");
    }
    for (const menu of ["Settings", "Filter by status"]) {
      await page.getByRole("button", { name: menu }).click();
      await clean(menu);
      await page.keyboard.press("Escape");
    }
  });

  test(`charts follow the ${theme} theme when it is chosen`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
    await open(page);
    await load(page, calls(500));
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: theme === "dark" ? "Dark" : "Light" }).check();
    await expect.poll(() => paper(page)).toEqual(theme === "dark" ? [22, 26, 32] : [255, 255, 255]);
    await page.reload();
    await open(page);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
  });
}

for (const width of [320, 360]) {
  test(`nothing is wider than a window of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    const fits = async (where) => expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(width);
    await open(page);
    await fits("empty");
    await load(page, calls(5000, { flaws: 80 }));
    await mark(page, "status", "missed").click();
    for (const view of VIEWS) {
      await page.getByRole("button", { name: view, exact: true }).click();
      await fits(view);
    }
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    expect(await dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  });
}

test.describe("on a dense screen", () => {
  test.use({ deviceScaleFactor: 2 });

  test("charts have a pixel for each pixel", async ({ page }) => {
    await open(page);
    await load(page, calls(500));
    const [inside, outside] = await page.locator(".chart-type canvas").evaluate((canvas) => [canvas.width, canvas.getBoundingClientRect().width]);
    expect(Math.abs(inside - outside * 2)).toBeLessThanOrEqual(2);
    await page.setViewportSize({ width: 900, height: 900 });
    await expect
      .poll(() => page.locator(".chart-type canvas").evaluate((canvas) => Math.abs(canvas.width - canvas.getBoundingClientRect().width * 2)))
      .toBeLessThanOrEqual(2);
  });
});
