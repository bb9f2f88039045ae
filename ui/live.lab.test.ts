// The page against the product: `portolan serve` and Chromium inside a lab's namespace, a real scan of emulated hosts.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as plainTest } from 'node:test';
import type { Page } from 'playwright-core';
import { available } from '../lab/available.ts';
import { openEmulatedNetwork } from '../lab/emulated/network.ts';
import { PRODUCT } from '../lab/runs/product.ts';
import { accessFaults } from './mock/access.test-data.ts';
import { CHROMIUM, hostsOf, openBrowser, openPage, untilHosts, untilRead } from './mock/browser.test-data.ts';

const { missing, tun } = await available();
const skip = missing ?? (tun ? false : 'no TAP device here');
const noBrowser = existsSync(CHROMIUM) ? false : 'to try it: apt-get install --no-install-recommends chromium';

const NETWORK = '198.18.44.0/24';
/** Taken out of it while it is scanned, what is left then, and others that are added. */
const DROPPED = '198.18.44.128/25';
const LEFT = '198.18.44.0/25';
const ADDED = '198.18.45.0/30';
const HOSTS = ['debian-12', 'cisco-catalyst', 'debian-12', 'debian-12'];
/** The first of them. */
const SERVER = '198.18.44.10';
const PLACES = HOSTS.map((host, index) => ({ host, address: `198.18.44.${10 + index * 20}` }));

interface Served {
  readonly child: ChildProcess;
  readonly link: string;
}

/** Its first line is the link. */
async function serve(namespace: string, folder: string): Promise<Served> {
  const home = { HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const command = ['netns', 'exec', namespace, process.execPath, PRODUCT, 'serve', '--port', '7700'];
  const child = spawn('ip', command, { env: { ...process.env, ...home }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const link of createInterface(child.stdout!)) return { child, link };
  throw new Error('the server said nothing');
}

async function end({ child }: Served, signal: NodeJS.Signals): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

/** A browser inside the namespace: Playwright starts a program by its path alone. */
async function wrapper(namespace: string, folder: string): Promise<string> {
  const path = join(folder, 'chromium');
  await writeFile(path, `#!/bin/sh\nexec ip netns exec ${namespace} ${CHROMIUM} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** Killed in mid-scan, and started again: the page says both by itself, and goes on with what was interrupted. */
async function killAndResume(page: Page, served: Served, again: () => Promise<Served>): Promise<Served> {
  const before = await hostsOf(page);
  await end(served, 'SIGKILL');
  await page.getByText('Connection lost.').waitFor();
  const next = await again();
  await page.getByText('The connection is back').waitFor();
  await page.getByText('interrupted: it died').first().waitFor();
  await page.getByRole('button', { name: 'Resume 1' }).click();
  await page.getByText('scanning').first().waitFor();
  assert.ok((await hostsOf(page)) >= before, 'what was shown is still there');
  return next;
}

/** A host, all of it again, then one port of it: its services and what they rest on, its history, a ping. */
async function lookAgain(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/hosts?filter=ip:${SERVER}`);
  await page.getByRole('link', { name: SERVER }).first().click();
  await page.getByRole('button', { name: 'Look again now', exact: true }).click();
  const ports = page.getByRole('region', { name: 'Ports and services' });
  await ports.getByRole('row', { name: /^22\/tcp open .*ssh OpenSSH/ }).waitFor({ timeout: 30_000 });
  await page.getByText('finished').first().waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'What it rests on: 22/tcp' }).click();
  await page
    .getByText(/SSH-2\.0-OpenSSH_9/)
    .first()
    .waitFor();
  const history = page.getByRole('region', { name: 'History' });
  const surveys = await history.getByRole('listitem').count();
  await page.getByRole('button', { name: 'Look again: 22/tcp' }).click();
  await history.getByRole('listitem').nth(surveys).waitFor();
  await page.getByRole('button', { name: 'Ping', exact: true }).click();
  await page.getByText(/^\d[\d.]* ms; 0 lost/).waitFor();
  await page.locator('.u-wrap canvas').waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.goto(`${origin}/hosts?filter=port:22`);
  await page.getByRole('link', { name: SERVER }).first().waitFor();
  await page.goto(`${origin}/hosts?filter=not port:22`);
  await page
    .getByText(/^\d+ hosts?$/)
    .first()
    .waitFor();
  assert.equal(await page.getByRole('main').getByRole('link', { name: SERVER }).count(), 0);
}

/** Each of a survey's files is there. */
async function takeAway(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/scan`);
  await page.getByText('Export', { exact: true }).nth(1).click();
  const links = page.getByRole('link', { name: /^Export \d+: / });
  await links.first().waitFor();
  const addresses = (await Promise.all((await links.all()).map((link) => link.getAttribute('href')))) as string[];
  assert.ok(addresses.length >= 12, `${addresses}`);
  for (const address of addresses) {
    const text = await page.evaluate<string>(
      `fetch(${JSON.stringify(address)}).then((answer) => answer.ok ? answer.text() : String(answer.status))`,
    );
    assert.match(text, /198\.18\.44\.10/, address);
  }
  const [file] = await Promise.all([page.waitForEvent('download'), links.first().click()]);
  assert.match(file.suggestedFilename(), /^portolan-scan-\d+\.html$/);
}

plainTest(
  'a real scan: logged in by the link, hosts appear before it ends, it is paused, given other targets, gone on with, cancelled, resumed, killed, resumed; a host is looked at again; a reload shows the same',
  { skip: skip || noBrowser, timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portolan-page-'));
    await using network = await openEmulatedNetwork(NETWORK, PLACES);
    let served = await serve(network.scannerNamespace, folder);
    const { link } = served;
    const browser = await openBrowser(await wrapper(network.scannerNamespace, folder));
    try {
      const { page, faults } = await openPage(browser, link);
      const { origin } = new URL(link);
      await page.getByRole('heading', { name: 'Nothing is charted yet' }).waitFor();
      assert.ok(!page.url().includes('token'), 'the token is gone from the address');

      await page.goto(`${origin}/scan`);
      await page.getByRole('button', { name: NETWORK }).click();
      await page.getByText('More', { exact: true }).click();
      await page.getByLabel('Probes a second, at most').fill('3000');
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      const early = await untilHosts(page, (hosts) => hosts > 0);
      await page.getByText('scanning').first().waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('paused').first().waitFor();
      await page.goto(`${origin}/scan`);
      const running = page.getByRole('region', { name: 'This survey' });
      await running.getByText('Other targets').click();
      const words = running.getByRole('textbox', { name: 'Other targets' });
      await words.fill(DROPPED);
      await running.getByRole('button', { name: 'Drop' }).click();
      await running.getByText(LEFT, { exact: true }).waitFor();
      await words.fill(ADDED);
      await running.getByRole('button', { name: 'Add' }).click();
      await running.getByText(`${LEFT} ${ADDED}`, { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('scanning').first().waitFor();
      assert.ok(early >= 1);

      await page.goto(`${origin}/scan`);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Yes, end it' }).click();
      await page
        .getByText(/interrupted|finished/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Resume 1' }).click();
      await page.getByText('scanning').first().waitFor();
      await running.getByText(`${LEFT} ${ADDED}`, { exact: true }).waitFor();
      served = await killAndResume(page, served, () => serve(network.scannerNamespace, folder));
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Yes, end it' }).click();
      await page
        .getByText(/interrupted|finished/)
        .first()
        .waitFor();
      await lookAgain(page, origin);
      await takeAway(page, origin);
      const hosts = await hostsOf(page);
      await page.reload();
      await untilHosts(page, (now) => now === hosts);
      for (const view of ['/', '/hosts', `/host/${SERVER}`, '/scan', '/changes', '/ports', '/schedules', '/settings']) {
        await page.goto(`${origin}${view}`);
        await untilRead(page);
        assert.deepEqual(await accessFaults(page), [], view);
      }
      assert.deepEqual(faults, []);
    } finally {
      await browser.close();
      await end(served, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    }
  },
);
