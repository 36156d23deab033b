// What every test needs: a page that fails its test on any console message or error it did not expect.
import { test as base, expect } from "@playwright/test";

export { expect };

export const test = base.extend({
  // What the messages look like that the test's own doings are meant to cause; null when there are none.
  expectedMessages: [null, { option: true }],

  page: async ({ page, expectedMessages }, use) => {
    const messages = [];
    const note = (text) => {
      if (!expectedMessages?.test(text)) messages.push(text);
    };
    page.on("console", (message) => note(`console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => note(`page error: ${error.stack ?? error}`));
    page.on("worker", (worker) => worker.on("console", (message) => note(`worker ${message.type()}: ${message.text()}`)));
    await use(page);
    expect(messages, "messages on the console").toEqual([]);
  },
});

// Opens the page and waits until it is usable.
export async function open(page, address = "./") {
  await page.goto(address);
  await expect(page.locator("#loading")).toHaveCount(0);
}
