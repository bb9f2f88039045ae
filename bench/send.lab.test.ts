// The programs that only send: every probe they say they sent comes to the far end.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from '../lab/available.ts';
import { buildLab } from '../lab/network/build.ts';
import { scenario } from '../lab/network/scenarios.ts';
import { macOf } from './gauges/wire-counters.ts';
import { benchProgram } from './product.ts';
import { firstWire } from './tools.ts';

/** They all find a place in the ring of a veth, which has 256: two generators may fill it faster than it is emptied. */
const PROBES = 120;

const { missing } = await available();

plainTest(
  'send-rate, send-xdp: as many packets as probes, from one thread and from two',
  { skip: missing ?? false },
  async () => {
    await using lab = await buildLab(scenario('xdp-drop'));
    const { scanner, hop } = firstWire(lab);
    const mac = await macOf(lab.namespaces[hop.node], hop.interface);
    for (const program of ['programs/send-rate', 'programs/send-xdp']) {
      for (const threads of ['1', '2']) {
        const before = (await lab.counters())['target/dropped'];
        const words = [benchProgram(program), scanner.interface, mac, lab.hosts[0], '2', '60', threads];
        const said = JSON.parse(await lab.run(process.execPath, words)) as { frames: number };
        const arrived = (await lab.counters())['target/dropped'] - before;
        assert.deepEqual([said.frames, arrived], [PROBES, PROBES], `${program}, ${threads}`);
      }
    }
  },
);
