import { chromium } from "playwright";

/** Debian's Chromium, unless told otherwise. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Opens a page in a real browser and waits for what its scripts print. */
export async function consoleOf(url: string, pattern: RegExp): Promise<string> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const printed: string[] = [];
    const done = new Promise<void>((resolve, reject) => {
      page.on("console", (message) => {
        printed.push(message.text());
        if (pattern.test(message.text())) resolve();
      });
      page.on("pageerror", reject);
    });
    await page.goto(url);
    await done;
    return printed.join("\n");
  } finally {
    await browser.close();
  }
}
