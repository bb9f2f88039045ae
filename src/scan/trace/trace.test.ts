// Traces through networks that exist only in memory, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../wire/address.ts';
import { createTrace, type TraceHeard } from './trace.ts';
import type { PathFound, TraceTarget } from './types.ts';

const STEP_MS = 5;
const RTT_MS = 10;
const LIMIT_MS = 120_000;

interface Router {
  readonly address: number;
  readonly isSilent?: boolean;
  /** Answers a second, after a burst of six. */
  readonly limit?: number;
}

/** To each target its routers; it is behind them all. */
interface Network {
  readonly ways: ReadonlyMap<number, readonly Router[]>;
  /** Targets that answer nothing. */
  readonly mute?: ReadonlySet<number>;
  /** Every target is silent at first, for so many probes that reach it. */
  readonly lateBy?: number;
}

const router = (number: number, change: Partial<Router> = {}): Router => ({ address: 0xc6120000 + number, ...change });
const target = (number: number, hops: number | null = null): TraceTarget => ({
  ...{ address: 0xc6130000 + number, method: 'icmp', port: 0, hops },
});

interface Outcome {
  readonly paths: readonly PathFound[];
  readonly probes: number;
  readonly elapsedMs: number;
}

function run(targets: readonly TraceTarget[], { ways, mute = new Set(), lateBy = 0 }: Network): Outcome {
  let now = 0;
  let next = 1;
  const coming: TraceHeard[] = [];
  const told = new Map<number, number[]>();
  const answers = ({ address, isSilent = false, limit }: Router): boolean => {
    if (isSilent || limit === undefined) return !isSilent;
    const times = (told.get(address) ?? []).filter((time) => now - time < (6 * 1000) / limit);
    told.set(address, times);
    if (times.length >= 6) return false;
    times.push(now);
    return true;
  };
  let reached = 0;
  const trace = createTrace(targets, {
    send({ address: host, method }, ttl) {
      const token = next++;
      const way = ways.get(host) ?? [];
      const from = ttl > way.length ? host : way[ttl - 1].address;
      const isThere = ttl > way.length ? !mute.has(host) && ++reached > lateBy : answers(way[ttl - 1]);
      const kind = ttl > way.length ? 'arrived' : 'died';
      const hops = Math.min(ttl - 1, way.length);
      if (isThere) coming.push({ kind, token, host, method, from, hops, at: now + RTT_MS });
      return token;
    },
  });
  for (; !trace.isDone && now < LIMIT_MS; now += STEP_MS) {
    for (const heard of coming.filter(({ at }) => at <= now)) {
      coming.splice(coming.indexOf(heard), 1);
      trace.hear(heard);
    }
    trace.expire(now);
    trace.ask(now, 5);
  }
  assert.ok(trace.isDone);
  return { paths: trace.paths(), probes: trace.probes, elapsedMs: now };
}

const text = ({ steps, reached }: PathFound): string =>
  `${steps.map(({ address, isAssumed }) => (address === null ? '*' : formatIpv4(address) + (isAssumed ? '?' : ''))).join(' ')}${reached ? '' : ' ...'}`;

test('hop by hop, with a silent one between', () => {
  const way = [router(1), router(2, { isSilent: true }), router(3)];
  for (const hops of [null, 0, 3, 7]) {
    const { paths } = run([target(5, hops)], { ways: new Map([[target(5).address, way]]) });
    assert.equal(text(paths[0]), '198.18.0.1 * 198.18.0.3 198.19.0.5', `a hint of ${hops}`);
    assert.equal(paths[0].steps[0].rttMs, RTT_MS);
  }
});

test('a target on the link is one step', () => {
  const { paths, probes } = run([target(5, 0)], { ways: new Map() });
  assert.equal(text(paths[0]), '198.19.0.5');
  assert.equal(probes, 1);
});

test('what targets share is asked once', () => {
  const shared = [router(1), router(2), router(3), router(4), router(5)];
  const targets = Array.from({ length: 50 }, (_, k) => target(k * 256 + 1, 6));
  const ways = new Map(targets.map(({ address }, k) => [address, [...shared, router(100 + k)]]));
  const { paths, probes } = run(targets, { ways });
  for (const [k, path] of paths.entries()) {
    const last = `${formatIpv4(router(100 + k).address)} ${formatIpv4(targets[k].address)}`;
    assert.equal(text(path), `198.18.0.1 198.18.0.2 198.18.0.3 198.18.0.4 198.18.0.5 ${last}`);
  }
  // The target, its own router, the first that is shared; and the others once.
  assert.ok(probes <= 3 * targets.length + 5, `${probes} probes`);
});

test('who does not answer is followed as far as somebody does', () => {
  const way = [router(1), router(2)];
  const host = target(5, 2);
  const { paths } = run([host], { ways: new Map([[host.address, way]]), mute: new Set([host.address]) });
  assert.equal(text(paths[0]), '198.18.0.1 198.18.0.2 ...');
});

test('a target that is silent at first is no farther away for that', () => {
  const way = [router(1), router(2)];
  const { paths } = run([target(5, 2)], { ways: new Map([[target(5).address, way]]), lateBy: 3 });
  assert.equal(text(paths[0]), '198.18.0.1 198.18.0.2 198.19.0.5');
});

test('a router that limits what it tells is assumed where it answered for a neighbour', () => {
  const way = [router(1, { limit: 1 }), router(2, { limit: 1 })];
  const targets = Array.from({ length: 60 }, (_, k) => target(k + 1, 2));
  const ways = new Map(targets.map(({ address }) => [address, way]));
  const { paths, elapsedMs } = run(targets, { ways });
  const texts = paths.map((path) => text(path).replace(/ \S+$/, ''));
  assert.deepEqual([...new Set(texts)].sort(), ['198.18.0.1 198.18.0.2', '198.18.0.1 198.18.0.2?']);
  assert.ok(elapsedMs < 20_000, `${elapsedMs} ms`);
});

test('routers that limit what they tell, a silent one among them, and a hundred targets in two networks', () => {
  const limit = 1;
  const way = [1, 2, 3, 4, 5, 6].map((number) => router(number, number === 3 ? { isSilent: true } : { limit }));
  for (const hint of [6, null]) {
    const targets = Array.from({ length: 100 }, (_, k) => target(k + 256 * (k % 2), hint));
    const { paths, elapsedMs } = run(targets, { ways: new Map(targets.map(({ address }) => [address, way])) });
    for (const path of paths) {
      const routers = path.steps.slice(0, -1).map(({ address }) => (address === null ? '*' : address & 255));
      assert.deepEqual(routers, [1, 2, '*', 4, 5, 6], text(path));
    }
    assert.ok(elapsedMs < 20_000, `${elapsedMs} ms`);
  }
});

test('answers count for a probe that is out, to that target, by that method', () => {
  const tokens: number[] = [];
  const trace = createTrace([target(5)], { send: () => tokens.push(tokens.length + 1) });
  trace.ask(0, 1);
  const right: TraceHeard = {
    kind: 'died',
    token: 1,
    host: target(5).address,
    method: 'icmp',
    from: 1,
    hops: 0,
    at: 5,
  };
  trace.hear({ ...right, token: 2 });
  trace.hear({ ...right, host: target(6).address });
  trace.hear({ ...right, method: 'udp' });
  trace.hear({ ...right, kind: 'arrived', from: 9 });
  assert.equal(trace.answered, 0);
  trace.hear(right);
  trace.hear(right);
  assert.equal(trace.answered, 1);
});
