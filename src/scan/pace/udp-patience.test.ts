// How the patience and the pace go together is tested in the lab.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { createUdpPatience } from './udp-patience.ts';

const FAST = 20_000;

/** Hosts with so many closed and open ports each; the rest is silent. */
function world(ports: number, counts: readonly { closed: number; open?: number }[]) {
  const setup = fakeSetup({
    segments: [{ first: 0xc6120000, last: 0xc6120000 + counts.length - 1 }],
    ports: portsFrom(1, ports),
    probe: 'udp',
  });
  const { hosts } = setup.state;
  counts.forEach(({ closed, open = 0 }, host) => {
    hosts.sent[host] = ports;
    hosts.closed[host] = closed;
    hosts.open[host] = open;
  });
  const watch = createUdpPatience(setup);
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

test('UDP: the first pass goes as fast as any; a repeat asks each host that refuses once a second', () => {
  const { watch, repeat } = world(100, [{ closed: 6 }, { closed: 40, open: 2 }, { closed: 0 }]);
  assert.equal(watch.passRate(FAST), FAST);
  const listed = repeat(2);
  assert.equal(listed, 94 + 58 + 100);
  assert.equal(watch.passRate(FAST), listed / 94);
  assert.equal(watch.passRate(1), 1, 'a cap is a cap');
});

test('UDP: it does not wait for hosts with many silent ports, nor for those that refuse nothing', () => {
  for (const counts of [[{ closed: 6 }], [{ closed: 0, open: 3 }]]) {
    const { watch, repeat } = world(107, counts);
    repeat(2);
    assert.equal(watch.passRate(FAST), FAST);
  }
  const { watch, repeat } = world(200, [{ closed: 6 }, { closed: 180 }]);
  assert.equal(repeat(2), 194 + 20);
  assert.equal(watch.passRate(FAST), 214 / 20, 'for those that are soon done it does');
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
  assert.equal(watch.isLimited(0), false, 'most of its ports are told');
});
