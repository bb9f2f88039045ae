// Debian's Chromium, driven by Playwright; and what has to be true of every page that it shows.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';

export function openBrowser(executablePath = CHROMIUM): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // As root it has no sandbox; WebGL by software where there is no card.
    args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-dev-shm-usage'],
  });
}

export interface Watched {
  readonly page: Page;
  /** What went wrong in the page: exceptions, errors on its console, what the policy refused, requests to anybody else. */
  readonly faults: string[];
}

/** `before`: a script that runs before the page's own. */
export async function openPage(
  browser: Browser,
  link: string,
  options: BrowserContextOptions = {},
  before?: string,
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  if (before !== undefined) await page.addInitScript(before);
  const faults: string[] = [];
  const { origin } = new URL(link);
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // A connection that was cut is no fault of the page.
    if (message.type() === 'error' && !/WebSocket|ERR_/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.host !== new URL(origin).host)
      faults.push(`asked somebody else: ${request.url()}`);
  });
  await page.goto(link);
  return { page, faults };
}

/** Hosts that the line at the foot counts. */
export async function hostsOf(page: Page): Promise<number> {
  return Number((await page.locator('footer b').first().textContent())?.replaceAll(',', ''));
}

/** Waits until the line at the foot counts as many. */
export async function untilHosts(page: Page, enough: (hosts: number) => boolean): Promise<number> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const hosts = await hostsOf(page);
    if (enough(hosts)) return hosts;
    await page.waitForTimeout(50);
  }
  throw new Error(`${await hostsOf(page)} hosts after 15 s`);
}

/** A view that has read what it shows. */
export async function untilRead(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
  await page.getByText('Connected').waitFor({ state: 'attached' });
  await page.getByText('Reading…').waitFor({ state: 'detached' });
}
