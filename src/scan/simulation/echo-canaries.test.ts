// UDP hosts without an open port, which limit their refusals: they vouch for the way by ICMP echo, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { languagesOf } from '../passes/languages.ts';
import type { SimulatedHost, SimulatedLink } from './network.test-data.ts';
import { type Outcome, simulateScan } from './scan.test-data.ts';

const PORTS = 60_000;
const setup = fakeSetup({ segments: [{ first: 1, last: 1 }], ports: portsFrom(1, PORTS), probe: 'udp' });
const { spoken } = languagesOf(setup);
const LINUX: SimulatedHost = { rstLimit: 1 };

const scan = (host: SimulatedHost, link: SimulatedLink = {}, rateCap: number | null = null): Promise<Outcome> =>
  simulateScan({ ports: PORTS, hosts: [host], links: [link] }, { probe: 'udp', spec: { rateCap } });

/** How often silent ports were asked of which no language is known, at the most. */
function unspokenAsked({ asked, states }: Outcome): number {
  const known = new Set(spoken);
  return asked.reduce(
    (most, times, index) => (known.has(index) || states[index] !== 0 ? most : Math.max(most, times)),
    0,
  );
}

test('all ports of such a host take a few seconds: each is asked once, where nothing was lost', async () => {
  const outcome = await scan(LINUX);
  assert.equal(unspokenAsked(outcome), 1);
  assert.ok(outcome.elapsed < 5000, `${outcome.elapsed} ms`);
  const { limitedAtOnce, limitedPerSecond } = outcome.hostEnd(0)!;
  assert.equal(limitedAtOnce, 6);
  assert.ok(Math.abs((limitedPerSecond as number) - 1) < 0.6, `${limitedPerSecond}`);
});

test('where the way bears less, that shows in them: all is asked once more, slowly, as without them', async () => {
  for (const capacity of [2000, 5000, 15_000]) {
    const narrow = { capacity, queue: 50 };
    const [outcome, without] = [await scan(LINUX, narrow), await scan({ ...LINUX, echoLimit: 0 }, narrow)];
    assert.equal(unspokenAsked(outcome), 2, `${capacity} a second`);
    assert.ok(outcome.overflowed < 1.1 * without.overflowed, `${outcome.overflowed}, beside ${without.overflowed}`);
    assert.ok(outcome.elapsed < 1.1 * without.elapsed, `${outcome.elapsed} ms, beside ${without.elapsed}`);
  }
});

test('a loss on the way shows in them too: what is silent is asked again', async () => {
  assert.ok(unspokenAsked(await scan(LINUX, { loss: 0.1 })) >= 2);
});

test('who limits his echo replies, or sends none, vouches for nothing: asked twice, as without them', async () => {
  for (const echoLimit of [0, 1, 20]) {
    const outcome = await scan({ ...LINUX, echoLimit });
    assert.equal(unspokenAsked(outcome), 2, `${echoLimit}`);
  }
});

test('under a cap no echo is asked', async () => {
  const { canaries, hostEnd } = await scan(LINUX, {}, 10_000);
  assert.equal(canaries, 0);
  assert.ok(hostEnd(0) !== undefined);
});
