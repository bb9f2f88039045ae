// A run's next hops on a made-up line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HopFollower } from '../../link/next-hops/hop-follower.ts';
import { createPacer, type Pacer } from '../../link/pacer.ts';
import { followNextHops } from './next-hops.ts';
import type { Path } from './paths.ts';

const HOP = 0xc6120702;
const [OLD, NEW] = [Uint8Array.of(2, 0, 0, 0, 0, 0x10), Uint8Array.of(2, 0, 0, 0, 0, 0x77)];

/** One path, whose line is the test. */
function run(mac: Uint8Array | null, rateCap: number | null = null) {
  const path: Path = {
    kind: 'ethernet',
    interfaceIndex: 2,
    interfaceName: 'eth0',
    linkHeader: 14,
    source: 0xc6120701,
    sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 1),
    nextHop: HOP,
    isGateway: true,
    mac: mac === null ? null : mac.slice(),
    fixed: false,
    silentSince: 0,
  };
  const told: string[] = [];
  const asked: number[] = [];
  const heard: ((follower: Pick<HopFollower, 'replied' | 'said'>, now: number) => void)[] = [];
  const cap = rateCap === null ? null : createPacer(rateCap);
  const hops = followNextHops(
    { longestMs: 1 },
    [path],
    ({ code }) => told.push(code),
    {
      listen(follower, now) {
        for (const each of heard.splice(0)) each(follower, now);
      },
      ask: (_interface, _source, address) => asked.push(address) > 0,
    },
    cap,
    0,
  );
  /** `answer`: who replies to ARP. */
  function pass(from: number, to: number, answer: Uint8Array | null): void {
    for (let now = from; now < to; now += 10) {
      const before = asked.length;
      hops.look(now);
      if (asked.length > before && answer !== null) heard.push((to, at) => to.replied(2, HOP, answer, 0, at));
    }
  }
  return { path, told, asked, heard, pass, hops, cap };
}

test('nobody is asked while answers come', () => {
  const made = run(OLD);
  made.pass(0, 10_000, OLD);
  assert.deepEqual([made.asked, made.told], [[], []]);
});

test('a probe without an answer makes its next hop a suspect; where it has moved it is followed within a second', () => {
  const made = run(OLD);
  made.path.silentSince = 1000;
  made.pass(1000, 2000, NEW);
  assert.deepEqual(made.path.mac, NEW);
  assert.deepEqual(made.told, ['N_HOP_MOVED']);
});

test('a target that is silent behind a next hop that is there: it is asked once a second at the most', () => {
  const made = run(OLD);
  made.path.silentSince = 1000;
  made.pass(1000, 21_000, OLD);
  assert.ok(made.asked.length >= 2 && made.asked.length <= 20, `${made.asked.length}`);
  assert.deepEqual([made.told, made.path.mac], [[], OLD]);
});

test('a gratuitous ARP is followed', () => {
  const made = run(OLD);
  made.heard.push((follower, now) => follower.said(2, HOP, NEW, 0, now));
  made.pass(0, 500, NEW);
  assert.deepEqual([made.told, made.path.mac], [['N_HOP_MOVED'], NEW]);
});

test('a next hop that is not known is asked every second, and told once when it is', () => {
  const made = run(null);
  made.pass(0, 5500, null);
  assert.equal(made.asked.length, 5);
  made.pass(5500, 20_000, NEW);
  assert.deepEqual([made.told, made.path.mac], [['N_NEXT_HOP_UP'], NEW]);
  assert.equal(made.asked.length, 6);
});

test('questions keep to the cap', () => {
  const made = run(OLD, 2);
  made.path.silentSince = 1;
  made.pass(0, 10_000, null);
  assert.ok(made.asked.length >= 3 && made.asked.length <= 20, `${made.asked.length}`);
});

test('where the probes alone would fill the cap, a question still goes within its second, and the probes go on', () => {
  for (const rate of [2, 20]) {
    const made = run(OLD, rate);
    const cap = made.cap as Pacer;
    const questions: number[] = [];
    let probes = 0;
    made.path.silentSince = 1000;
    for (let now = 0; now < 20_000; now++) {
      const mayProbe = made.hops.look(now);
      if (made.asked.splice(0).length > 0) questions.push(now);
      while (mayProbe && cap.allowance(now, 1) > 0) {
        cap.sent(1, now);
        probes++;
      }
    }
    assert.ok(questions[0] <= 2000, `${rate} a second: ${questions[0]}`);
    assert.ok(probes >= 0.7 * 20 * rate, `${rate} a second: ${probes} probes`);
    assert.ok(probes + questions.length <= 20 * rate + 1);
  }
});
