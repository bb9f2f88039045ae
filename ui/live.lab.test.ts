// The page against the product: `portolan serve` and Chromium inside a lab's namespace, a real scan of emulated hosts.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as plainTest } from 'node:test';
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

/** Its first line is the link. */
async function serve(namespace: string, folder: string): Promise<{ child: ChildProcess; link: string }> {
  const home = { HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const command = ['netns', 'exec', namespace, process.execPath, PRODUCT, 'serve', '--port', '7700'];
  const child = spawn('ip', command, { env: { ...process.env, ...home }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const link of createInterface(child.stdout!)) return { child, link };
  throw new Error('the server said nothing');
}

/** A browser inside the namespace: Playwright starts a program by its path alone. */
async function wrapper(namespace: string, folder: string): Promise<string> {
  const path = join(folder, 'chromium');
  await writeFile(path, `#!/bin/sh\nexec ip netns exec ${namespace} ${CHROMIUM} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

plainTest(
  'a real scan: logged in by the link, hosts appear before it ends, it is paused, given other targets, gone on with, cancelled, resumed; a reload shows the same',
  { skip: skip || noBrowser, timeout: 90_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portolan-page-'));
    await using network = await openEmulatedNetwork(NETWORK, PLACES);
    const { child, link } = await serve(network.scannerNamespace, folder);
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
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Yes, end it' }).click();
      await page
        .getByText(/interrupted|finished/)
        .first()
        .waitFor();
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
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    }
  },
);
