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
  /** What the page complained of. */
  readonly complaints: readonly string[];
  /** What it asked for beside itself. */
  readonly requests: readonly string[];
};

/** Opens a file in a headless browser, in the light or in the dark. Closed when the test ends. */
export async function opened(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const browser: Browser = await chromium.launch({
    executablePath: program as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
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

/** Keeps a picture of a page where `PICTURES` says, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const directory = process.env.PICTURES;
  if (directory === undefined) return;
  await mkdir(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: false });
}
