// Small rules of the page, each by what it has to say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FORMAT_NAMES } from '../../src/report/formats/formats.ts';
import { compareAddresses, sizeOf, subnetOf, toNumber } from './addresses.ts';
import { ago, duration, percent, rate } from './amounts.ts';
import { waitBefore } from './backoff.ts';
import { groupOf, marksOf } from './changes.ts';
import { commandLineOf, commandLineOfArgv, quoteWord, readTargets } from './command-line.ts';
import { cronWords } from './cron-words.ts';
import { exportsOf } from './exports.ts';
import { isFresh, lookAt, NOTHING_LOOKED_AT, newSince, readLooked, writeLooked } from './fresh.ts';
import { depthOf, nextOpen, portAt, walk } from './port-space.ts';
import { pathOf, type RateSample, withSample } from './rate-history.ts';
import { addressOf, type Route, readAddress } from './route.ts';
import { inSight, PART, partsOf, scrollFor } from './rows.ts';
import { signOf } from './signs.data.ts';
import { visible, visibleLines } from './visible-text.ts';

test('what cannot be seen is made visible, and texts are bounded', () => {
  assert.equal(visible('a\u0007b\u202ec\u200b\n'), 'a\\u{7}b\\u{202e}c\\u{200b}\\u{a}');
  assert.equal(visible('<script>'), '<script>');
  assert.equal(visible('x'.repeat(400)).length, 301);
  assert.deepEqual(visibleLines('one\r\ntwo\u001b'), ['one', 'two\\u{1b}']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => assert.doesNotMatch(visible(text), /[\p{Cc}\p{Cf}]/u)),
  );
});

test('every address leads to its view and back', () => {
  const routes: readonly Route[] = [
    { view: 'chart' },
    { view: 'hosts', filter: 'port:443 not os:"a b"', sort: '-lastSeen' },
    { view: 'host', host: 'printer/1 é.example' },
    { view: 'scan', targets: '192.0.2.0/24' },
    { view: 'changes', from: 3, to: null },
    { view: 'ports', port: 0 },
    { view: 'schedules' },
    { view: 'settings' },
  ];
  for (const route of routes) {
    const { pathname, search } = new URL(addressOf(route), 'http://localhost');
    assert.deepEqual(readAddress(pathname, search), route);
  }
  for (const path of ['/nothing', '/host/', '/host/a/b', '/hosts/1', '/host/%zz']) {
    assert.equal(readAddress(path).view, 'nowhere', path);
  }
  assert.deepEqual(readAddress('/ports', '?port=65536'), { view: 'ports', port: null });
});

test('figures: times, rates, and no share that is rounded up to all', () => {
  const said = [0.25, 42, 185, 7_800, 400_000].map(duration);
  assert.deepEqual(said, ['250 ms', '42 s', '3 min 5 s', '2 h 10 min', '4 d']);
  assert.deepEqual(
    [percent(0.99999), percent(1), percent(0.123), percent(0.0789)],
    ['99.9 %', '100 %', '12 %', '7.8 %'],
  );
  assert.equal(rate(12_345), '12.3k/s');
  const now = Date.parse('2026-11-27T12:00:00.000Z');
  assert.equal(ago('2026-11-27T11:59:00.000Z', now), '1 min ago');
  assert.equal(ago('2026-11-27T12:30:00.000Z', now), 'in 30 min');
});

test('the command line that repeats a scan is one that a shell reads as it was meant', () => {
  const request = {
    targets: ['192.0.2.0/24'],
    fast: true,
    udp: 'none',
    services: false,
    exclude: ['192.0.2.9'],
  } as const;
  assert.equal(commandLineOf(request), 'portolan scan -F --udp none --no-services --exclude 192.0.2.9 192.0.2.0/24');
  assert.equal(quoteWord("it's; rm"), "'it'\\''s; rm'");
  assert.equal(commandLineOf({ targets: ['-x'] }), 'portolan scan -- -x');
  assert.equal(commandLineOfArgv(['scan', '-p', '1-9', 'a b']), "portolan scan -p 1-9 'a b'");
  assert.deepEqual(readTargets(' 192.0.2.1,192.0.2.2\n192.0.2.1 '), ['192.0.2.1', '192.0.2.2']);
});

test('five fields of cron in words; others are none', () => {
  assert.equal(cronWords('30 2 * * *'), 'at 02:30, every day');
  assert.equal(cronWords('0 */4 * * 1-5'), 'every 4 hours, on Monday-Friday');
  assert.equal(cronWords('*/10 * 1 6 *'), 'every 10 minutes, on day 1 of the month, in June');
  for (const wrong of ['', '* * * *', '60 * * * *', '* * 0 * *', '*/0 * * * *', 'a b c d e']) {
    assert.equal(cronWords(wrong), null, wrong);
  }
});

test('addresses: as numbers, in order, in their networks', () => {
  assert.equal(toNumber('255.255.255.255'), 2 ** 32 - 1);
  for (const wrong of ['1.2.3', '1.2.3.256', '1.2.3.4.5', 'a.b.c.d', '1..2.3'])
    assert.equal(toNumber(wrong), null, wrong);
  assert.deepEqual(['192.0.2.10', '192.0.2.9', 'x'].sort(compareAddresses), ['192.0.2.9', '192.0.2.10', 'x']);
  assert.equal(subnetOf('192.0.2.77'), '192.0.2.0/24');
  assert.deepEqual(
    [sizeOf('192.0.2.0/24'), sizeOf('198.18.0.0/15'), sizeOf('x/8'), sizeOf('1.2.3.4/33')],
    [256, 131_072, null, null],
  );
});

test('waits grow, and never beyond ten seconds and a fifth', () => {
  assert.ok(waitBefore(1, 0) < waitBefore(3, 0));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const wait = waitBefore(attempt, random);
      assert.ok(wait > 200 && wait <= 12_000);
    }),
  );
});

test('changes fall into three groups; a host that is new is not only changed', () => {
  assert.deepEqual(['host-new', 'port-opened', 'host-gone', 'port-closed', 'service', 'host-moved'].map(groupOf), [
    'new',
    'new',
    'gone',
    'gone',
    'changed',
    'changed',
  ]);
  const row = (kind: string, ip: string) => ({ kind, ip, text: '', because: '' });
  const marks = marksOf([
    row('port-opened', 'a'),
    row('host-new', 'b'),
    row('port-opened', 'b'),
    row('host-gone', 'c'),
  ]);
  assert.deepEqual(
    [...marks],
    [
      ['a', 'changed'],
      ['b', 'new'],
      ['c', 'gone'],
    ],
  );
});

test('what is new glows until it was looked at', () => {
  const scan = (id: number, begun: string, hostsUp: number) =>
    ({ id, begun, hostsUp, state: 'finished' }) as Parameters<typeof newSince>[0][number];
  const scans = [scan(3, '2026-03', 1), scan(2, '2026-02', 40), scan(1, '2026-01', 40)];
  assert.equal(newSince(scans, 3), '2026-02', 'one host that was looked at again is no survey');
  assert.equal(newSince([scans[2]], 1), null, 'of the first survey all is new, and nothing');
  const host = { ip: '192.0.2.1', firstSeen: '2026-02-02' };
  assert.ok(isFresh(host, '2026-02', NOTHING_LOOKED_AT));
  assert.ok(!isFresh(host, '2026-02', lookAt(NOTHING_LOOKED_AT, host.ip)));
  assert.ok(!isFresh(host, '2026-02', { before: '2026-02-03', hosts: new Set() }));
  assert.deepEqual(readLooked(writeLooked(lookAt(NOTHING_LOOKED_AT, 'a'))), lookAt(NOTHING_LOOKED_AT, 'a'));
  for (const text of [null, '', '3', '{"before":1}', '{"before":"","hosts":3}'])
    assert.deepEqual(readLooked(text), NOTHING_LOOKED_AT);
});

test('the picture of the port space: cells, depths, walking', () => {
  assert.deepEqual([0, 1, 3, 4, 100, 1e6].map(depthOf), [0, 1, 1, 2, 4, 5]);
  assert.deepEqual(
    [portAt(0, 0, 512), portAt(511, 511, 512), portAt(512, 0, 512), portAt(-1, 0, 512)],
    [0, 65_535, null, null],
  );
  assert.deepEqual(
    [walk(0, 'ArrowUp'), walk(0, 'ArrowDown'), walk(65_535, 'ArrowRight'), walk(9, 'End')],
    [0, 256, 65_535, 65_535],
  );
  const counts = new Uint32Array(65_536);
  counts[443] = 1;
  assert.deepEqual([nextOpen(counts, 22, 1), nextOpen(counts, 443, 1), nextOpen(counts, 500, -1)], [443, 443, 443]);
});

test('rate over time: bounded however long it goes on, and a line across the box', () => {
  let history: readonly RateSample[] = [];
  for (let at = 0; at < 5_000; at++) history = withSample(history, { at, rate: at % 50 });
  assert.ok(history.length <= 240 && history.length > 100);
  assert.equal(history.at(-1)!.at, 4_999);
  assert.equal(
    pathOf(
      [
        { at: 0, rate: 0 },
        { at: 10, rate: 5 },
      ],
      100,
      20,
    ),
    'M0.0,20.0L100.0,0.0',
  );
  assert.equal(pathOf([], 100, 20), '');
});

test('of ten thousand rows a screen is drawn, and the parts it needs are asked for', () => {
  const sight = inSight(36 * 5_000, 720, 36, 10_000);
  assert.deepEqual(sight, { first: 4_992, end: 5_028 });
  assert.deepEqual(partsOf(sight), [Math.floor(4_992 / PART), 25]);
  assert.deepEqual(inSight(0, 720, 36, 0), { first: 0, end: 0 });
  assert.deepEqual([scrollFor(3, 0, 720, 36), scrollFor(30, 0, 720, 36), scrollFor(0, 50, 720, 36)], [null, 396, 0]);
});

test('a host of which nothing is known has a sign too', () => {
  assert.equal(signOf(null), signOf('constructor'));
  assert.notEqual(signOf('printer'), signOf(null));
});

test('every format that the server has can be taken away, also one that the page has no words for', () => {
  const ends = exportsOf([...FORMAT_NAMES, 'of-tomorrow']).map(({ end }) => end);
  assert.deepEqual(
    ends.toSorted(),
    [...FORMAT_NAMES, 'of-tomorrow'].map((format) => (format === 'json' ? 'jsonl' : format)).toSorted(),
  );
  assert.deepEqual([ends[0], ends.at(-1)], ['html', 'of-tomorrow']);
});
