// How the patience and the pace go together is tested in the lab.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { createUdpPatience } from './udp-patience.ts';

const FAST = 20_000;

/** Hosts with so many closed and open ports each; the rest is silent. */
function world(ports: number, counts: readonly { closed: number; open?: number }[], decideAll = false, sources = [1]) {
  const setup = fakeSetup({
    segments: [{ first: 0xc6120000, last: 0xc6120000 + counts.length - 1 }],
    ports: portsFrom(1, ports),
    probe: 'udp',
    sources,
  });
  const { hosts } = setup.state;
  counts.forEach(({ closed, open = 0 }, host) => {
    hosts.sent[host] = ports;
    hosts.closed[host] = closed;
    hosts.open[host] = open;
  });
  const watch = createUdpPatience(setup, decideAll);
  const repeat = (number: number) => {
    const silent = counts.flatMap((_, host) => {
      const first = host * ports;
      return portsFrom(first + hosts.closed[host] + hosts.open[host], ports - hosts.closed[host] - hosts.open[host]);
    });
    for (let host = 0; host < counts.length; host++) watch.asksAgain(host, 1);
    watch.passBegins({ number, list: Uint32Array.from(silent) });
    return silent.length;
  };
  watch.passBegins({ number: 1, list: null });
  return { watch, hosts, repeat };
}

test('UDP: no pass waits for refusals, unless all is to be decided', () => {
  const { watch, repeat } = world(100, [{ closed: 6 }, { closed: 40, open: 2 }, { closed: 0 }]);
  assert.equal(watch.passRate(FAST), FAST);
  repeat(2);
  assert.equal(watch.passRate(FAST), FAST);
  assert.equal(watch.decides(0), false);
});

test('UDP, deciding all: a repeat asks each host that refuses forty times a second, and goes on as long as it tells more', () => {
  const { watch, repeat, hosts } = world(100, [{ closed: 6 }, { closed: 40, open: 2 }, { closed: 0 }], true);
  assert.equal(watch.passRate(FAST), FAST);
  assert.deepEqual([0, 1, 2].map(watch.decides), [true, true, false]);
  watch.tick(0, false);
  const listed = repeat(2);
  assert.equal(listed, 94 + 58 + 100);
  assert.equal(watch.passRate(FAST), (40 * listed) / 94);
  assert.equal(watch.passRate(1), 1, 'a cap is a cap');
  watch.tick(2000, false);
  hosts.closed[0] += 10;
  assert.deepEqual([0, 1, 2].map(watch.decides), [true, false, false]);
});

test('UDP, deciding all: a few ports that bring no refusal, or many in a moment, may have come too soon; many in a while have not', () => {
  const few = world(10, [{ closed: 6 }], true);
  let now = 0;
  const pass = (number: number, milliseconds: number): boolean => {
    few.repeat(number);
    now += milliseconds;
    few.watch.tick(now, false);
    return few.watch.decides(0);
  };
  assert.deepEqual([pass(2, 100), pass(3, 100), pass(4, 100), pass(5, 100)], [true, true, true, true]);
  assert.equal(pass(6, 2000), false, '4 ports, five times in vain');
  few.hosts.closed[0]++;
  assert.equal(pass(7, 100), true, 'one more was told');
  assert.deepEqual([pass(8, 2000), pass(9, 2000)], [true, true], 'and counted from there on');
  for (let number = 10; number < 13; number++) pass(number, 500);
  assert.equal(pass(13, 500), false);
});

test('UDP, deciding all: the time left is what the host with most to tell needs at the pace at which it refuses', () => {
  const { watch, repeat, hosts } = world(106, [{ closed: 6 }, { closed: 86 }, { closed: 0 }], true);
  const at = (ms: number, one: number, other: number): number | null => {
    [hosts.closed[0], hosts.closed[1]] = [one, other];
    watch.tick(ms, false);
    return watch.decidingMs();
  };
  hosts.closed.fill(0);
  assert.equal(at(0, 0, 0), Number.POSITIVE_INFINITY);
  assert.equal(at(1, 6, 86), Number.POSITIVE_INFINITY, 'a burst is no pace');
  repeat(2);
  assert.equal(at(1001, 7, 86), Number.POSITIVE_INFINITY);
  // Asked until 1,001 ms: two and a half in two seconds, as the last came then.
  assert.equal(at(2001, 8, 96), (98 / 1.25) * 1000);
  assert.equal(at(12_001, 18, 106), (88 / (12.5 / 12)) * 1000);
  assert.equal(world(10, [{ closed: 6 }]).watch.decidingMs(), null);
});

test('UDP, deciding all: the pace begins for each address of ours that asks', () => {
  const { watch, repeat } = world(100, [{ closed: 6 }], true, [1, 2, 3, 4]);
  repeat(2);
  assert.equal(watch.passRate(FAST), 160);
});

test('UDP, deciding all: the pace goes up where all is told, and down to what is told', () => {
  const { watch, repeat, hosts } = world(1000, [{ closed: 6 }], true);
  repeat(2);
  const perSecond = (): number => watch.passRate(FAST);
  let now = 0;
  watch.tick(now, false);
  const second = (asked: number, told: number): void => {
    hosts.sent[0] += asked;
    hosts.closed[0] += told;
    now += 1000;
    watch.tick(now, false);
  };
  assert.equal(perSecond(), 40);
  for (let k = 0; k < 6; k++) second(6, 6);
  assert.ok(perSecond() > 100);
  const before = perSecond();
  second(20, 10);
  const afterwards = perSecond();
  assert.ok(afterwards > before / 2 && afterwards < 0.7 * before, 'a little above what was told');
  second(2, 0);
  assert.equal(perSecond(), afterwards, 'of so few nobody knows');
  second(10, 0);
  assert.equal(perSecond(), afterwards, 'of none neither');
  second(8, 1);
  assert.ok(Math.abs(perSecond() - (afterwards * 1.2) / 20) < 0.01, 'until one came, of all that was asked since');
});

test('UDP: refusals that came by a repeat say that another may bring more', () => {
  const { watch, hosts, repeat } = world(50, [{ closed: 6 }, { closed: 6 }, { closed: 6 }]);
  assert.deepEqual([0, 1, 2].map(watch.refusesSlowly), [false, false, false]);
  repeat(2);
  hosts.closed[0] += 2;
  hosts.open[1] += 2;
  assert.deepEqual([0, 1, 2].map(watch.refusesSlowly), [true, false, false]);
  assert.deepEqual([0, 1, 2].map(watch.isLimited), [true, false, false]);
  hosts.closed[0] += 20;
  assert.equal(watch.isLimited(0), true, 'some of its ports are not told');
  hosts.open[0]++;
  assert.equal(watch.isLimited(0), false, 'a response came by a repeat too: datagrams are lost');
  hosts.open[0]--;
  hosts.closed[0] += 22;
  assert.equal(watch.isLimited(0), false, 'all are told');
});
