// A scan as the engine prepares it, for tests of the two programs: its memory, its frames, and what a receiver makes of
// an answer. Needs root; nothing is attached and nothing is sent.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { type LoadedProgram, loadProgram, openRingBuffer, testRun, XDP } from '../../link/bpf.ts';
import { bootMicros } from '../../link/time.ts';
import { createFormTable } from '../../probe/form-table.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { type ProbeForm, prepare as prepareForm } from '../../probe/probe.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import type { Range } from '../../target/ranges.ts';
import { cookie, freshKey } from '../order/cookie.ts';
import { createHostTable, type Segment } from '../order/host-table.test-data.ts';
import { addressOfHost, segmentOfHost } from '../order/host-table.ts';
import { seedWords } from '../order/permutation.ts';
import { get } from '../state/ledger.ts';
import { slotOf } from '../state/shared-state.ts';
import { generatorWord, planRegions, WORD } from './layout.ts';
import { createMemory, fillMemory, mapMemory, readWord, stateViews, stateWords, writeWord } from './memory.ts';
import { receiveProgram } from './receive/program.ts';
import { FRAME_LENGTH, type TransmitPlan } from './transmit/plan.ts';

export const PORT_BASE = 40_000;
export const OUR_MAC = Uint8Array.of(2, 1, 2, 3, 4, 5);

/** A scan as the engine prepares it: three runs of hosts behind two hops, and ports with holes between them. */
export function prepare(
  segments: readonly Segment[],
  ports: readonly number[],
  excluded: readonly Range[] = [],
  shards = 1,
  probe: ProbeName = 'syn',
) {
  const table = createHostTable(segments);
  const portNumbers = Uint16Array.from(ports);
  const hops = [0, 1].map((k) => ({
    interfaceSlot: k,
    sources: [0xc6120001 + k],
    sourceMac: OUR_MAC,
    destinationMac: Uint8Array.of(2, 9, 9, 9, 9, k),
  }));
  const setup: TransmitPlan['setup'] & Parameters<typeof fillMemory>[2] = {
    table,
    hops,
    interfaces: [7, 8].map((index) => ({ name: '', index, kind: 'ethernet', linkHeader: 14 }) as const),
    probe,
    portNumbers,
    forms: createFormTable(PROBES[probe], portNumbers, { first: PORT_BASE, count: 32 }),
    cookieKey: freshKey(),
    orderSeeds: seedWords(`programs ${randomInt(1e9)}`),
    shard: { index: shards, count: shards },
    excluded,
    sourcePortBase: PORT_BASE,
    ttl: null,
  };
  const regions = planRegions(table.hosts, ports.length, hops.length, excluded.length);
  assert.ok(regions !== null);
  const memory = createMemory(regions);
  const { memory: view } = mapMemory(memory);
  fillMemory(view, regions, setup);
  const probes = table.hosts * ports.length;
  const words = stateWords(view, regions);
  writeWord(words, generatorWord(0, 'limit'), 2 ** 32 - 1);
  writeWord(words, WORD.passSlot, 1);
  writeWord(words, WORD.askedSlots, 0xffff);
  const state = stateViews(view, regions, table.hosts, probes);
  // As the receiving thread leaves them, for the first eight seconds.
  state.bins.millisecond.forEach((_, bin, all) => {
    all[bin] = bin;
  });
  const startNanoseconds = BigInt(bootMicros()) * 1000n - 1_000_000_000n;
  const plan = { setup, memory, startNanoseconds, generator: 0, generators: 1, padded: true };
  return { setup, regions, memory, view, words, state, plan, probes };
}

export const SEGMENTS: readonly Segment[] = [
  { first: 0xc6130001, last: 0xc6130010, hop: 0 },
  { first: 0xc6130020, last: 0xc6130020, hop: 1 },
  { first: 0xc6130040, last: 0xc6130046, hop: 1 },
];
export const PORTS = [1, 53, 80, 81, 82, 123, 8080, 40_007, 65_535];

/** What a scan with this probe asks of each host. */
export function portsOf(probe: ProbeName): readonly number[] {
  return asksPorts(PROBES[probe]) ? PORTS : [0];
}

export type Prepared = ReturnType<typeof prepare>;

export function expectedFrame(
  { setup }: Prepared,
  form: ProbeForm,
  host: number,
  portIndex: number,
  pass: number,
): Buffer {
  const { table, hops, portNumbers, cookieKey } = setup;
  const { sources, sourceMac, destinationMac } = hops[table.hop[segmentOfHost(table, host)]];
  const address = addressOfHost(table, host);
  const [sourcePort, port] = [PORT_BASE + slotOf(pass), portNumbers[portIndex]];
  const bytes = Buffer.alloc(Math.max(FRAME_LENGTH, 14 + form.template.length));
  bytes.set(destinationMac ?? [], 0);
  bytes.set(sourceMac ?? [], 6);
  prepareForm(form, bytes, 14, 14);
  const proof = cookie(cookieKey[0], cookieKey[1], sources[0], address, sourcePort, port);
  PROBES[setup.probe].patch(form, bytes, 14, sources[0], address, sourcePort, port, proof);
  return bytes;
}

/** The frames that the program makes until it is done; what was in a frame before must not matter. */
export function framesOf({ words }: Prepared, loaded: LoadedProgram, length = FRAME_LENGTH): string[] {
  const frames: string[] = [];
  for (let turn = 0; readWord(words, generatorWord(0, 'done')) === 0; turn++) {
    assert.ok(turn < 100_000, 'the order ends');
    const { result, output } = testRun(loaded, Buffer.alloc(length, 0xa5));
    assert.ok(result === XDP.redirect || result === XDP.drop);
    if (result === XDP.redirect) frames.push(output.toString('hex'));
  }
  return frames;
}

/** The receive program of such a scan, and looks at what it did. */
export function prepareReceiver(name: ProbeName = 'syn') {
  const ports = portsOf(name);
  const scan = prepare(SEGMENTS, ports, [], 1, name);
  const loaded = loadProgram(receiveProgram(scan.plan, 'xdp'), 'xdp');
  const events = openRingBuffer({ ...scan.memory.events, keySize: 0, valueSize: 0, close: () => {} });
  const probe = (host: number, portIndex: number, pass = 1) =>
    expectedFrame(scan, PROBES[name].forms[scan.setup.forms[0][portIndex]], host, portIndex, pass);
  return {
    ...scan,
    probe,
    take: (frame: Buffer) => testRun(loaded, frame).result,
    state2: (host: number, portIndex: number) => get(scan.state.ledger, host * ports.length + portIndex),
    word: (word: keyof typeof WORD) => readWord(scan.words, WORD[word] as number),
    /** kind, host, port, ttl << 16 | window, RTT, icmp, icmp source. */
    event(): number[] | null {
      const at = events.next();
      const found = at < 0 ? null : Array.from({ length: 7 }, (_, k) => events.view.getUint32(at + k * 4, true));
      events.release();
      return found;
    },
    close() {
      loaded.close();
      scan.memory.close();
    },
  };
}
