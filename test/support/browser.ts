import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export const hasBrowser = program !== undefined;
if (!hasBrowser) console.warn('chromium is missing: no page is looked at (apt-get install chromium)');

export type Opened = {
  readonly page: Page;
  /** Console messages and errors of the page. */
  readonly complaints: readonly string[];
  /** Requests other than for the page itself. */
  readonly requests: readonly string[];
};

/** Opens a file in a headless browser, in light or dark mode. Closed when the test ends. */
export async function opened(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const browser: Browser = await chromium.launch({
    executablePath: program as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 1400 } });
  const [complaints, requests]: [string[], string[]] = [[], []];
  const self = pathToFileURL(path).href;
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (request.url() !== self) requests.push(request.url());
  });
  await page.goto(self);
  return { page, complaints, requests };
}

/** Saves a screenshot of a page to `PICTURES`, if set, for manual review. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const directory = process.env.PICTURES;
  if (directory === undefined) return;
  await mkdir(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: false });
}
