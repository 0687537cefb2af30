// Measures in a page of an installed Chromium, Chrome or Edge, driven by Playwright.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import type { Outcome } from './measure.ts';
import type { PageBackend } from './page.ts';
import { withSite } from './site.ts';

const HOW_TO_GET_ONE =
  'install Chromium, Chrome or Edge, or run `npx playwright install chromium`, or set CHROMIUM_PATH to the program';

/** `npm run demo` looks for a browser and names it in CHROMIUM_PATH. */
function findBrowser(): string | undefined {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const playwrights = chromium.executablePath();
  return existsSync(playwrights) ? playwrights : undefined;
}

export async function measureInBrowser(
  backend: PageBackend,
  flags: readonly string[],
  values: Float32Array<ArrayBuffer>,
  onStep: (step: string) => void,
): Promise<Outcome> {
  const executablePath = findBrowser();
  if (executablePath === undefined) return { available: false, reason: `no browser: ${HOW_TO_GET_ONE}` };
  onStep('starting the browser');
  let browser: Browser;
  try {
    browser = await chromium.launch({ executablePath, args: [...flags] });
  } catch (error) {
    const [why] = messageOf(error).split('\n', 1);
    return { available: false, reason: `${executablePath} does not start (${why}): ${HOW_TO_GET_ONE}` };
  }
  try {
    return await withSite(values, async url => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.exposeFunction('showStep', onStep);
      // as text, because it runs in the page, whose modules and globals are not those of this program
      const call = `import('/page.js').then(({ measureHere }) => measureHere('${backend}', showStep))`;
      return await page.evaluate<Outcome>(call);
    });
  } catch (error) {
    return { available: true, reason: messageOf(error) };
  } finally {
    await browser.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
