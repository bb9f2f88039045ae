// The page in Debian's Chromium, against a server that plays a network that was made up (mock/): every view, hands, states, hostile
// texts, a connection that is lost. live.lab.test.ts has it against the product.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test as plainTest } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { ServerEvent } from '../src/server/api.ts';
import { accessFaults, axeFaults } from './mock/access.test-data.ts';
import { CHROMIUM, hostsOf, openBrowser, openPage, untilHosts, untilRead } from './mock/browser.test-data.ts';
import { linesOf } from './mock/lines.test-data.ts';
import { HOSTILE, largeNetwork, smallNetwork } from './mock/network.test-data.ts';
import { type Mock, type MockOptions, startMock } from './mock/server.test-data.ts';

const FOLDER = import.meta.dirname;
const VIEWS = ['/', '/hosts', '/host/192.0.2.67', '/scan', '/changes', '/ports', '/schedules', '/settings', '/nowhere'];
const skip = !existsSync(CHROMIUM) && 'to try it: apt-get install --no-install-recommends chromium';

let browser: Browser;
before(async () => {
  if (skip === false) browser = await openBrowser();
});
after(() => browser?.close());

interface Opened {
  readonly page: Page;
  readonly mock: Mock;
  readonly faults: readonly string[];
}

/** The page, logged in by the link; at its end nothing may have gone wrong in it. */
function test(
  name: string,
  options: Partial<MockOptions>,
  body: (opened: Opened) => Promise<void>,
  look: BrowserContextOptions = {},
): void {
  plainTest(name, { skip, timeout: 60_000 }, async () => {
    const mock = await startMock({ folder: FOLDER, ...options });
    try {
      const { page, faults } = await openPage(browser, mock.link, look);
      await page.getByText('Connected').waitFor({ state: 'attached' });
      await body({ page, mock, faults });
      assert.deepEqual(faults, []);
      await page.context().close();
    } finally {
      await mock.close();
    }
  });
}

async function visit(page: Page, mock: Mock, address: string): Promise<void> {
  await page.goto(`${mock.origin}${address}`);
  await untilRead(page);
}

for (const look of [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 780 } },
] as const) {
  const how = `${look.colorScheme}, ${look.viewport.width} pixels wide`;
  const body = async ({ page, mock }: Opened) => {
    for (const view of VIEWS) {
      await visit(page, mock, view);
      assert.deepEqual(await accessFaults(page), [], view);
      assert.deepEqual(await axeFaults(page), [], view);
      assert.equal(await page.evaluate('globalThis.pwned'), undefined, view);
    }
  };
  test(
    `every view, ${how}: names, roles, headings, contrast; nobody else is asked; no stranger's script runs`,
    {},
    body,
    look,
  );
}

test(
  'what strangers wrote is shown as text, and what cannot be seen of it is shown too',
  {},
  async ({ page, mock }) => {
    await visit(page, mock, '/hosts?filter=script');
    await page.getByLabel('Targets').waitFor({ state: 'detached' });
    await page.goto(`${mock.origin}/scan`);
    await page.getByLabel('Targets').fill('192.0.2.0/24');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('finished').first().waitFor();
    await visit(page, mock, '/hosts?filter=name:script');
    await page.getByText(HOSTILE.name).waitFor();
    await visit(page, mock, '/host/192.0.2.67');
    await page.getByRole('button', { name: 'What it rests on: 80/tcp' }).click();
    await page.getByText('<script>globalThis.pwned=1</script>\\u{7}\\u{1b}[2J').waitFor();
    await page.getByText('invoice\\u{202e}gnp.exe').first().waitFor();
    await page.getByRole('button', { name: 'What it rests on: 443/tcp' }).click();
    await page.getByText(HOSTILE.certificate).first().waitFor();
    await page.getByText(/What was said and seen/).click();
    await page.getByText(HOSTILE.ssdp).last().waitFor();
    await visit(page, mock, '/changes');
    await page.getByText(HOSTILE.name).waitFor();
    await visit(page, mock, '/ports');
    await page.getByText('invoice\\u{202e}gnp.exe').waitFor();
    assert.equal(await page.evaluate('globalThis.pwned'), undefined);
  },
  { viewport: { width: 1280, height: 1400 } },
);

test('what strangers wrote is text on the chart, in what is gone to by its name, in schedules and in errors, too', {
  network: smallNetwork().flatMap((host) => (/\.6[67]$/.test(host.ip) ? [{ ...host, isOld: true }] : [])),
}, async ({ page, mock }) => {
  await visit(page, mock, '/');
  await page.getByText('Drawing the chart…').waitFor({ state: 'detached' });
  const chosen = page.getByRole('complementary').getByRole('heading');
  await page.keyboard.press('ArrowLeft');
  await chosen.waitFor();
  for (const key of ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown']) {
    if (!/\.66$/.test((await chosen.textContent()) ?? '')) await page.keyboard.press(key);
  }
  await page.getByRole('complementary').getByText(HOSTILE.name).waitFor();
  await page.getByRole('complementary').getByText('invoice\\u{202e}gnp.exe').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('<script>');
  await page.getByRole('option', { name: HOSTILE.name }).first().waitFor();
  await page.keyboard.press('Escape');
  await visit(page, mock, '/schedules');
  await page.getByRole('button', { name: 'New schedule' }).click();
  await page.getByLabel('Name').fill(HOSTILE.name);
  await page.getByLabel('When').fill('0 * * * *');
  await page.getByLabel('Targets').fill('192.0.2.0/28');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: HOSTILE.name }).waitFor();
  await visit(page, mock, '/scan');
  await page.getByLabel('Targets').fill(HOSTILE.certificate);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('alert').getByText('<svg').waitFor();
  const made = 'document.querySelectorAll("main script, iframe, img[src=x], svg[onload]").length';
  assert.deepEqual([await page.evaluate('globalThis.pwned'), await page.evaluate(made)], [undefined, 0]);
});

const NAMED = '<script>p=1</sc';

test('what strangers wrote is text in settings, logs, interfaces, networks and tables of neighbours, too', {
  interfaceName: NAMED,
  network: smallNetwork().flatMap((host) => (host.ip.endsWith('.66') ? [{ ...host, isOld: true }] : [])),
}, async ({ page, mock }) => {
  const made = 'document.querySelectorAll("main script, iframe, img[src=x], svg[onload]").length';
  const nothingRan = async (): Promise<void> =>
    assert.deepEqual([await page.evaluate('globalThis.pwned'), await page.evaluate(made)], [undefined, 0]);
  await visit(page, mock, '/settings');
  mock.push([{ type: 'log', level: 'error', text: HOSTILE.banner }]);
  await page.getByText('<script>globalThis.pwned=1</script>\\u{7}\\u{1b}[2J').waitFor();
  const excluded = page.getByRole('textbox', { name: 'exclude' });
  await excluded.fill(JSON.stringify([HOSTILE.name]));
  await page.getByRole('button', { name: 'Save: exclude' }).click();
  await nothingRan();
  await visit(page, mock, '/settings');
  assert.equal(await excluded.inputValue(), JSON.stringify([HOSTILE.name]));
  await nothingRan();
  // What is typed as an address is shown nowhere.
  await visit(page, mock, `/${encodeURIComponent('<svg onload=pwned=1>')}`);
  await page.getByRole('heading', { name: 'No such view' }).waitFor();
  assert.equal(await page.getByText('<svg').count(), 0);
  await nothingRan();
  await visit(page, mock, '/scan');
  await page.getByText(NAMED).first().waitFor();
  await nothingRan();
  await visit(page, mock, '/');
  const time = new Date().toISOString();
  const about = { stage: 'identity', time } as const;
  const vlans = [{ id: 7, name: HOSTILE.ssdp.slice(0, 64), use: 'tagged', source: 'lldp' }] as const;
  const nobody = { gateways: [], dhcpServers: [], dnsServers: [] };
  const network = {
    type: 'network',
    network: '192.0.2.0/24',
    sources: ['dhcp'],
    ...nobody,
    vlans: [...vlans],
    domain: HOSTILE.name,
  } as const;
  const clue = {
    type: 'clue',
    ip: '192.0.2.66',
    source: 'snmp-lldp',
    about: 'neighbour',
    value: '192.0.2.1',
    confidence: 0.9,
  } as const;
  const lines = [
    { ...network, ...about },
    { ...clue, text: HOSTILE.banner, ...about },
  ];
  mock.push(lines.map((line) => ({ type: 'line', scan: 1, line })));
  await page.getByText('1 network').click();
  await page.getByText(HOSTILE.name).first().waitFor();
  await page.getByText('Drawing the chart…').waitFor({ state: 'detached' });
  for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  await page.getByRole('complementary').getByText('SNMP: <img src=x').waitFor();
  await nothingRan();
});

test('ten thousand hosts: as many rows are drawn as are in sight, and the last is as near as the first', {
  network: largeNetwork(10_000).map((host) => ({ ...host, isOld: true })),
}, async ({ page, mock }) => {
  await visit(page, mock, '/hosts');
  const grid = page.getByRole('grid');
  await page.getByText('10,000 hosts').first().waitFor();
  assert.equal(await grid.getAttribute('aria-rowcount'), '10001');
  await grid.focus();
  await page.keyboard.press('End');
  await page.locator('#row-9999').getByRole('link').waitFor();
  await grid.hover();
  for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, -9_000);
  await page.locator('#row-9999').waitFor({ state: 'detached' });
  assert.ok((await grid.getByRole('row').count()) < 100);
  await page.keyboard.press('Home');
  await page.locator('#row-0').getByRole('link').waitFor();
});

test('the port space: open ports have a colour, keys walk from one to the next, and Enter has its hosts', {}, async ({
  page,
  mock,
}) => {
  await visit(page, mock, '/ports?port=60000');
  const picture = page.getByRole('application');
  await picture.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('n');
  /** The port that is told of, once it is an open one and no longer `before`. */
  const told = async (before: number | null): Promise<number> => {
    const isOther = before === null ? /^\d+: open on [1-9]/ : new RegExp(`^(?!${before}:)\\d+: open on [1-9]`);
    return Number.parseInt((await page.locator('#picture-title', { hasText: isOther }).textContent()) ?? '', 10);
  };
  const first = await told(null);
  await page.keyboard.press('n');
  const second = await told(first);
  assert.ok(second > first, `${first} ${second}`);
  await page.keyboard.press('p');
  assert.equal(await told(second), first);
  const colour = (port: number): Promise<string> =>
    page.evaluate(
      `String(document.querySelector('canvas[role=application]').getContext('2d').getImageData(${2 * (port % 256)}, ${2 * Math.floor(port / 256)}, 1, 1).data)`,
    );
  assert.notEqual(await colour(second), await colour(30_000));
  assert.equal(await colour(30_001), await colour(30_000));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/hosts?filter=port%3A${first}`);
  await page.getByRole('row').nth(1).waitFor();
});

test('changes: since the survey that is chosen', {}, async ({ page, mock }) => {
  await visit(page, mock, '/scan');
  await page.getByLabel('Targets').fill('192.0.2.0/24');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('finished').first().waitFor();
  await visit(page, mock, '/changes');
  await page.getByRole('heading', { name: /New/ }).waitFor();
  const from = page.getByLabel('From');
  await from.selectOption('1');
  await page.waitForURL(/\/changes\?from=1/);
  await page.reload();
  await page.getByRole('heading', { name: /New/ }).waitFor();
  assert.equal(await from.inputValue(), '1');
});

test('nothing yet, then a scan: hosts appear while it runs; pause, go on, rate, cancel', {
  isEmpty: true,
  durationMs: 60_000,
}, async ({ page, mock }) => {
  await page.getByRole('heading', { name: 'Nothing is charted yet' }).waitFor();
  await page.getByRole('button', { name: 'Chart 192.0.2.0/24' }).click();
  await untilHosts(page, (hosts) => hosts > 2);
  await visit(page, mock, '/scan');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('paused').first().waitFor();
  const met = await hostsOf(page);
  assert.ok(met > 2 && met < 82, `${met}`);
  await page.getByRole('slider').fill('20');
  await page.getByRole('status').or(page.locator('output')).getByText('1,000').waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await untilHosts(page, (hosts) => hosts > met);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Yes, end it' }).click();
  await page.getByText('interrupted').first().waitFor();
  const kept = await hostsOf(page);
  await page.reload();
  await untilHosts(page, (hosts) => hosts >= kept);
});

test('hands: filter, walk, open, copy, go anywhere, back', {}, async ({ page, mock }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit(page, mock, '/');
  await page.keyboard.press('/');
  await page.waitForURL('**/hosts');
  await page.getByRole('row').nth(5).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('bogus:1');
  await page.getByRole('alert').getByText('bogus').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type('kind:printer');
  await page.waitForURL(/filter=kind%3Aprinter/);
  await page
    .getByText(/^[2-9] hosts$/)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await page.getByText('Copied: ').waitFor();
  const second = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.match(second, /^[\d.]+$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/host/${second}`);
  await page.getByRole('heading', { name: second }).waitFor();
  await page.keyboard.press('l');
  await page.getByText(`Copied: portolan scan ${second}`).waitFor();
  await page.goBack();
  await page.waitForURL(/filter=kind%3Aprinter/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('192.0.2.50');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/host/192.0.2.50');
  await page.getByRole('button', { name: 'Ping' }).click();
  await page.locator('.u-wrap canvas').waitFor();
  await page.getByText(/ ms; \d+ lost/).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('chart');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${mock.origin}/`);
  await page.locator('.sigma-stage').waitFor({ state: 'attached' });
  await page.getByText('Drawing the chart…').waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('complementary').getByRole('link', { name: 'Open' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/host/*');
});

test('a lost connection is told, and when it is back; what was missed is read again', { durationMs: 3_000 }, async ({
  page,
  mock,
}) => {
  await untilHosts(page, (hosts) => hosts > 50);
  await page.goto(`${mock.origin}/scan`);
  await page.getByLabel('Targets').fill('192.0.2.0/24');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('scanning').first().waitFor();
  mock.hangUp();
  await page.getByText('Connection lost.').waitFor();
  // The whole survey passes by, and the server keeps none of its events.
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  mock.forget();
  mock.answer();
  await page.getByText('The connection is back').waitFor();
  await untilHosts(page, (hosts) => hosts === 82);
});

test('a hundred thousand findings: all are taken in, and keys are answered meanwhile', { isEmpty: true }, async ({
  page,
  mock,
}) => {
  const hosts = largeNetwork(15_000);
  const time = new Date().toISOString();
  const events = hosts
    .flatMap((host) => linesOf(host, time))
    .map((line): ServerEvent => ({ type: 'line', scan: 1, line }));
  assert.ok(events.length > 100_000);
  mock.push(events);
  await untilHosts(page, (hosts) => hosts > 1_000);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await untilHosts(page, (hosts) => hosts === 15_000);
});

test('a viewer sees all and starts nothing; without raw sockets the page says what that costs', {
  role: 'viewer',
  mayUseRawSockets: false,
}, async ({ page, mock }) => {
  await visit(page, mock, '/scan');
  assert.ok(await page.getByRole('button', { name: 'Start' }).isDisabled());
  await page.getByRole('heading', { name: 'Without raw sockets' }).waitFor();
  await visit(page, mock, '/host/192.0.2.10');
  assert.ok(await page.getByRole('button', { name: 'Look again now' }).isDisabled());
});

test('the server asks, and a person answers; nobody found says why', {
  network: [],
  isEmpty: true,
  durationMs: 200,
}, async ({ page, mock }) => {
  const answer = mock.ask('Public addresses', 'May 300 public addresses be asked?');
  await page.getByText('May 300 public addresses be asked?').waitFor();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  assert.equal(await answer, false);
  await page.getByRole('button', { name: 'Chart 192.0.2.0/24' }).click();
  await page.getByRole('heading', { name: 'Nobody answered' }).waitFor();
});

test('a schedule is made, changed and removed; a setting is kept', {}, async ({ page, mock }) => {
  await visit(page, mock, '/schedules');
  await page.getByRole('button', { name: 'New schedule' }).click();
  await page.getByLabel('Name').fill('Hourly');
  await page.getByLabel('When').fill('0 * * *');
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
  await page.getByLabel('When').fill('0 * * * *');
  await page.getByLabel('Targets').fill('192.0.2.0/28');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('at minute 0 of every hour, every day').waitFor();
  await page.getByRole('button', { name: 'Remove: Hourly' }).click();
  await page.getByRole('button', { name: 'Yes, remove' }).click();
  await page.getByRole('heading', { name: 'Hourly' }).waitFor({ state: 'detached' });
  await visit(page, mock, '/settings');
  await page.getByLabel('keepScansDays').first().fill('30');
  await page.getByRole('button', { name: 'Save: keepScansDays' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByLabel('deep blue').check();
  await page.reload();
  assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
});

plainTest('the first view is under 150 kB of script, compressed', () => {
  const assets = (text: string): string[] =>
    [...text.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
  const scripts = new Set(assets(readFileSync(join(FOLDER, 'index.html'), 'utf8')));
  assert.ok(scripts.size > 0, 'the page is built');
  for (const script of scripts) {
    const text = readFileSync(join(FOLDER, script), 'utf8');
    for (const [, name] of text.matchAll(/(?:^|[;}])import[^("';]*["']\.\/([^"']+\.js)["']/g))
      scripts.add(`assets/${name}`);
  }
  const bytes = [...scripts].reduce((sum, script) => sum + gzipSync(readFileSync(join(FOLDER, script))).length, 0);
  assert.ok(bytes < 150_000, `${bytes}`);
});
