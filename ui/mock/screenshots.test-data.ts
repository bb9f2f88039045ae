// Pictures of every view, by day, by night and on a phone: `npm run screenshots`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './browser.test-data.ts';
import { largeNetwork, type MadeHost, smallNetwork } from './network.test-data.ts';
import { type Mock, startMock } from './server.test-data.ts';

const DIST = join(import.meta.dirname, '..');
const FOLDER = join(DIST, '../../docs/screenshots');

interface Look {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
}

const LOOKS: readonly Look[] = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 780 } },
];

/** The address of each view, and what to do there before the picture. */
const VIEWS: readonly (readonly [name: string, address: string, before?: (page: Page) => Promise<void>])[] = [
  ['chart', '/', (page) => page.waitForTimeout(1_500)],
  ['hosts', '/hosts'],
  ['host', '/host/192.0.2.50', (page) => page.getByRole('button', { name: /rests on: 22/ }).click()],
  ['scan', '/scan'],
  ['changes', '/changes'],
  ['ports', '/ports'],
  ['schedules', '/schedules'],
  ['settings', '/settings'],
];

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  process.stdout.write(`${name}\n`);
}

async function withMock(
  network: readonly MadeHost[],
  isEmpty: boolean,
  durationMs: number,
  work: (mock: Mock) => Promise<void>,
): Promise<void> {
  const mock = await startMock({ folder: DIST, network, isEmpty, durationMs });
  try {
    await work(mock);
  } finally {
    await mock.close();
  }
}

/** A survey over the small network has ended; the one before it was a week ago. */
async function shootViews(browser: Browser): Promise<void> {
  await withMock(smallNetwork(), false, 300, async (mock) => {
    const { page: first } = await openPage(browser, mock.link);
    await first.goto(`${mock.origin}/scan`);
    await first.getByLabel('Targets').fill('192.0.2.0/24 198.51.100.0/24 203.0.113.0/24');
    await first.getByRole('button', { name: 'Start' }).click();
    await first.getByText('finished').first().waitFor();
    for (const { name, ...look } of LOOKS) {
      const { page } = await openPage(browser, mock.link, look);
      for (const [view, address, before] of VIEWS) {
        await page.goto(`${mock.origin}${address}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await before?.(page);
        await shoot(page, `${view}-${name}`);
      }
      await page.context().close();
    }
  });
}

/** States that pass: nothing yet, half-way, connection lost, nobody found, ten thousand. */
async function shootStates(browser: Browser): Promise<void> {
  await withMock(smallNetwork(), true, 6_000, async (mock) => {
    const { page } = await openPage(browser, mock.link);
    await page.getByRole('heading', { name: 'Nothing is charted yet' }).waitFor();
    await shoot(page, 'state-nothing-yet');
    await page.getByRole('button', { name: 'Chart 192.0.2.0/24' }).click();
    await page.waitForTimeout(3_000);
    await shoot(page, 'state-scanning');
    await page.goto(`${mock.origin}/scan`);
    await page.waitForTimeout(1_000);
    await shoot(page, 'state-scanning-progress');
    mock.hangUp();
    await page.getByText('Connection lost.').waitFor();
    await shoot(page, 'state-connection-lost');
  });
  await withMock([], true, 300, async (mock) => {
    const { page } = await openPage(browser, mock.link);
    await page.getByRole('button', { name: 'Chart 192.0.2.0/24' }).click();
    await page.getByRole('heading', { name: 'Nobody answered' }).waitFor();
    await shoot(page, 'state-nothing-found');
  });
  await withMock(largeNetwork(10_000), false, 300, async (mock) => {
    const { page } = await openPage(browser, mock.link);
    await page.getByText('4 networks').or(page.locator('canvas').first()).waitFor();
    await page.waitForTimeout(4_000);
    await shoot(page, 'state-ten-thousand');
  });
}

mkdirSync(FOLDER, { recursive: true });
const browser = await openBrowser();
try {
  await shootViews(browser);
  await shootStates(browser);
} finally {
  await browser.close();
}
