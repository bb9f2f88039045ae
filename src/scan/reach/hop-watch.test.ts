// A scan's next hops on a made-up line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HopFollower } from '../../link/next-hops/hop-follower.ts';
import type { HopNotice } from '../../link/next-hops/hop-notices.ts';
import type { RoutedSegment } from '../../link/routes/hop-segments.ts';
import { createHostTable } from '../order/host-table.test-data.ts';
import { steadyReins } from '../reins.ts';
import { COMMAND, COUNTER, createSharedState } from '../state/shared-state.ts';
import { createHopTable } from './hop-table.ts';
import { createHopWatch, HOP_WATCH_MS, withoutHopShare } from './hop-watch.ts';

const [OLD, NEW] = [Uint8Array.of(2, 0, 0, 0, 0, 0x10), Uint8Array.of(2, 0, 0, 0, 0, 0x77)];
const NEIGHBOUR = 0xc612070a;
const ROUTER = 0xc6120702;

const ROUTED: RoutedSegment = {
  first: 0xc6130001,
  last: 0xc6130001,
  kind: 'gateway',
  interfaceIndex: 2,
  interfaceName: 'eth0',
  ethernet: true,
  gateway: ROUTER,
  source: 0xc6120701,
  sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 1),
};

/** A scan of one host, behind a router or on the link, whose line is the test. */
function scan(isGateway: boolean, rateCap: number | null = null) {
  const hopTable = createHopTable();
  const segment: RoutedSegment = isGateway ? ROUTED : { ...ROUTED, kind: 'on-link', gateway: null };
  const address = isGateway ? ROUTER : NEIGHBOUR;
  const hop = hopTable.follow(segment, address, OLD, false);
  const table = createHostTable([{ first: segment.first, last: segment.last, hop }]);
  const state = createSharedState(1, 100, 7);
  const told: HopNotice[] = [];
  const asked: number[] = [];
  const heard: ((follower: Pick<HopFollower, 'replied' | 'said'>, now: number) => void)[] = [];
  const watch = createHopWatch(
    {
      reach: {
        nextHops: hopTable.nextHops,
        tell: (notice) => told.push(notice),
        interfaces: [...hopTable.interfaces.values()],
        line: {
          listen: (follower, now) => {
            for (const each of heard.splice(0)) each(follower, now);
          },
          ask: (_interface, _source, asking) => asked.push(asking) > 0,
          close() {},
        },
      },
      setup: { hops: hopTable.hops, table, state },
      reins: steadyReins(rateCap),
    },
    0,
  );
  return { watch, state, told, asked, heard, address, hop: hopTable.hops[hop] };
}

function pass(
  { watch }: ReturnType<typeof scan>,
  from: number,
  to: number,
  meanwhile: (now: number) => void = () => {},
): void {
  for (let now = from; now < to; now += HOP_WATCH_MS) {
    meanwhile(now);
    watch.tick(now);
  }
}

test('a gratuitous ARP is followed: every later frame goes to the new machine, and it is told', () => {
  const made = scan(true);
  made.heard.push((follower, now) => follower.said(2, ROUTER, NEW, 0, now));
  pass(made, 0, 100, () => {
    if (made.asked.splice(0).length > 0) made.heard.push((to, now) => to.replied(2, ROUTER, NEW, 0, now));
  });
  assert.deepEqual(made.hop.destinationMac, NEW);
  assert.ok(made.hop.destinationMac?.buffer instanceof SharedArrayBuffer);
  assert.match(JSON.stringify(made.told), /N_HOP_MOVED.*router 198\.18\.7\.2 on eth0 moved from 02:.*:10 to 02:.*:77/);
});

test('a router through which answers come is not asked; one that is silent is, until it answers', () => {
  const made = scan(true);
  pass(made, 0, 2000, () => made.state.counters[COUNTER.answered]++);
  assert.deepEqual(made.asked, []);
  pass(made, 2000, 3000);
  assert.ok(made.asked.length >= 2 && made.asked[0] === ROUTER);
});

test('a neighbour that has answered and falls silent is asked; one that never answered, or answers, is not', () => {
  const made = scan(false);
  const { sent, open } = made.state.hosts;
  pass(made, 0, 2000, () => sent[0]++);
  assert.deepEqual(made.asked, []);
  pass(made, 2000, 4000, () => {
    sent[0]++;
    open[0]++;
  });
  assert.deepEqual(made.asked, []);
  pass(made, 4000, 5000, () => sent[0]++);
  assert.equal(made.asked[0], NEIGHBOUR);
});

test('under a cap questions keep to the share that the probes leave', () => {
  assert.equal(withoutHopShare(steadyReins(1000), { nextHops: [] }).rateCap, 1000);
  const nextHops = [{ hop: 0, interfaceIndex: 2, address: ROUTER, isGateway: true, fixed: false }];
  assert.deepEqual(
    [null, 50, 100, 1000].map((cap) => withoutHopShare(steadyReins(cap), { nextHops }).rateCap),
    [null, 50, 90, 990],
  );
  const capped = scan(true, 100);
  pass(capped, 0, 10_000);
  assert.ok(capped.asked.length > 2 && capped.asked.length <= 100, `${capped.asked.length}`);
});

test("under a cap without a frame to spare a question takes a probe's turn: asked within a second, and the cap holds", () => {
  for (const cap of [1, 5, 20, 50, 99]) {
    const made = scan(true, cap);
    const { commands, counters } = made.state;
    const gap = 1.01 * (cap < 10 ? 1000 / cap : 100 / Math.floor(cap / 10));
    const probes: number[] = [];
    const questions: number[] = [];
    let sent = Number.NEGATIVE_INFINITY;
    pass(made, 0, 20_000, (now) => {
      if (Atomics.load(commands, COMMAND.paused) === 0 && now - sent >= gap) {
        probes.push(now);
        sent = now;
      }
      if (now < 10_000) counters[COUNTER.answered]++;
      if (made.asked.splice(0).length > 0) questions.push(now);
    });
    const silent = questions.filter((at) => at > 10_000);
    assert.ok(silent[0] < 11_000 + gap, `${cap} a second: asked ${silent[0] - 10_000} ms after it fell silent`);
    const frames = [...probes, ...questions].sort((a, b) => a - b);
    const most = Math.max(1, Math.floor(cap / 10));
    for (let k = most; k < frames.length; k++) {
      assert.ok(frames[k] - frames[k - most] > 100 - HOP_WATCH_MS, `${cap} a second: ${frames.slice(k - most, k + 1)}`);
    }
    // A hop that never answers costs a tenth.
    const before = probes.filter((at) => at < 10_000).length;
    const after = probes.length - before;
    assert.ok(after >= 0.85 * before - 2, `${cap} a second: ${before} probes, then ${after}`);
  }
});
