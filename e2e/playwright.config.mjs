// Browser tests of the built page, in the Chromium of this machine or, where there is none, in Playwright's own.
// `cargo xtask test browser` builds the page, serves it under a sub-path and sets the address; to run one test
// against a page you serve yourself: `CALLSCAPE_COMMAND=../target/debug/callscape
// CALLSCAPE_URL=http://127.0.0.1:8080/ npx playwright test sealed`.
import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: "tests",
  // One page at a time: the machine's two processors belong to the page's workers, and durations are asserted.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? [["list"], ["github"]] : [["list"]],
  use: {
    baseURL: process.env.CALLSCAPE_URL ?? "http://127.0.0.1:8080/",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CALLSCAPE_CHROMIUM || onPath("chromium", "chromium-browser", "google-chrome"),
      args: [
        // Chromium refuses its sandbox to root, as in a container.
        ...(root ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
