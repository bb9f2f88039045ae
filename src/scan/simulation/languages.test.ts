// UDP ports of which languages are known, among many of which none is: who is asked how often, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnsOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { languagesOf } from '../passes/languages.ts';
import type { SimulatedHost, SimulatedLink } from './network.test-data.ts';
import { type Outcome, simulateScan } from './scan.test-data.ts';

const PORTS = 20_000;
const setup = fakeSetup({ segments: [{ first: 1, last: 1 }], ports: portsFrom(1, PORTS), probe: 'udp' });
const { spoken } = languagesOf(setup);
const { turns } = PROBES.udp;
const languages = (portIndex: number): number => turnsOf(setup.forms, turns, portIndex);
/** Ports of several languages, among few others. */
const FEW_PORTS = 1000;
const several = [...spoken].filter((portIndex) => portIndex < FEW_PORTS && languages(portIndex) > 1);
/** Services on ports of one language; on one of which nothing is known; and closed ports of a host as Linux is. */
const open = [...spoken].filter((portIndex) => languages(portIndex) === 1).slice(0, 16);
const UNKNOWN = 15_000;
const linux: SimulatedHost = { rstLimit: 1, open };

const scan = (host: SimulatedHost, { seed = 1, ...link }: SimulatedLink & { seed?: number } = {}): Promise<Outcome> =>
  simulateScan({ seed, ports: PORTS, hosts: [host], links: [link] }, { probe: 'udp' });

/** How often silent ports were asked of which no language is known, at the most and at the least. */
function unspokenAsked({ asked, states }: Outcome): readonly [number, number] {
  const silent = [...asked].filter((_, index) => !spoken.includes(index) && states[index] === 0);
  return [Math.min(...silent), Math.max(...silent)];
}

test('a host that limits its refusals: each port is asked, and only those again of which a language is known', async () => {
  const outcome = await scan(linux);
  assert.deepEqual(unspokenAsked(outcome), [1, 1]);
  assert.deepEqual(outcome.open, outcome.truth);
  assert.equal(outcome.end.limitedHosts.length, 1);
  for (const portIndex of spoken) {
    if (outcome.states[portIndex] !== 0) continue;
    assert.ok(outcome.asked[portIndex] >= 3 * languages(portIndex), `${portIndex}: ${outcome.asked[portIndex]} times`);
  }
});

test('where datagrams are lost all the time, every port is asked again, and oftener those of which a language is known', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const outcome = await scan({ ...linux, open: [...open, UNKNOWN] }, { seed, loss: 0.05 });
    assert.deepEqual(outcome.open, outcome.truth, `seed ${seed}`);
    assert.ok(unspokenAsked(outcome)[0] >= 2, `seed ${seed}`);
  }
});

test('a service is hardly ever missed that is the only one on a port without a language, where datagrams are lost', async () => {
  let missed = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { states } = await scan({ ...linux, open: [...open, UNKNOWN] }, { seed, loss: 0.05 });
    if (states[UNKNOWN] === 0) missed++;
  }
  // One in a hundred scans (rounds.ts, rule 6).
  assert.ok(missed <= 1, `${missed} of 60`);
});

test('a host that does not limit is asked as before: what it is silent about at least twice', async () => {
  const outcome = await scan({ open, silent: [UNKNOWN] });
  assert.ok(outcome.asked[UNKNOWN] >= 2);
});

test('a service that understands one of two languages is missed no oftener than any other, whichever it is', async () => {
  const { forms } = setup;
  const missed = { first: 0, last: 0 };
  for (let seed = 1; seed <= 40; seed++) {
    for (const which of ['first', 'last'] as const) {
      const understands = new Map(
        several.map((portIndex) => [portIndex, forms[which === 'first' ? 0 : languages(portIndex) - 1][portIndex]]),
      );
      const hosts = [{ rstLimit: 1, open: several, understands }];
      const network = { seed, ports: FEW_PORTS, hosts, links: [{ loss: 0.05 }] };
      const { open: found, truth } = await simulateScan(network, { probe: 'udp' });
      missed[which] += truth.size - found.size;
    }
  }
  assert.ok(missed.first <= 2 && missed.last <= 2, JSON.stringify(missed));
});

test('a service that limits what it answers says nothing of the way: the pace does not follow it', async () => {
  const slow = new Map(open.slice(0, 4).map((portIndex) => [portIndex, 1] as const));
  const free = await scan(linux);
  const { elapsed, open: found, truth } = await scan({ ...linux, serviceLimits: slow });
  assert.deepEqual(found, truth);
  assert.ok(elapsed < 2 * free.elapsed, `${elapsed} ms, beside ${free.elapsed}`);
});

test('a handful of services that are asked in their own language are all found, however few answers there are to tell of loss', async () => {
  const portNumbers = Array.from(spoken, (portIndex) => setup.portNumbers[portIndex]);
  const serves = [...portNumbers.keys()].filter((index) => languages(spoken[index]) === 1).slice(0, 8);
  let missed = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const hosts = [0, 4].map((from) => ({ rstLimit: 1, open: serves.slice(from, from + 4) }));
    const network = { seed, ports: portNumbers.length, hosts, links: [{ loss: 0.05 }] };
    const { open: found, truth } = await simulateScan(network, { probe: 'udp', portNumbers });
    missed += truth.size - found.size;
  }
  assert.ok(missed <= 1, `${missed} of 480`);
});

test('what is lost all the time is soon known to be no overload: sixteen hosts take little longer than without loss', async () => {
  const hosts = Array.from({ length: 16 }, (_, k) => ({ rstLimit: 1, open: [open[k], open[(k + 1) % 16]] }));
  const ports = portsFrom(1, PORTS).filter((_, portIndex) => spoken.includes(portIndex));
  const indices = (each: SimulatedHost): SimulatedHost => ({
    ...each,
    open: (each.open as number[]).map((portIndex) => spoken.indexOf(portIndex)),
  });
  const mean = async (loss: number): Promise<number> => {
    let sum = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const network = { seed, ports: ports.length, hosts: hosts.map(indices), links: [{ loss }] };
      const { elapsed, open: found, truth } = await simulateScan(network, { probe: 'udp', portNumbers: ports });
      assert.deepEqual(found, truth, `${loss}, seed ${seed}`);
      sum += elapsed;
    }
    return sum / 10;
  };
  const [free, lossy] = [await mean(0), await mean(0.05)];
  assert.ok(lossy < 1.5 * free, `${lossy} ms, beside ${free}`);
});
