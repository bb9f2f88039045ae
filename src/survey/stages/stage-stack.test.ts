import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClueFact, Finding } from '../../finding/finding.ts';
import { LINUX, optionsOf, packetOf, segmentOf } from '../../identity/stack/stacks.test-data.ts';
import { ECHO_CODE, SYN_WINDOW } from '../../identity/stack/traits.ts';
import type { PingEvent, PingOptions, PingResult } from '../../ping/types.ts';
import { createPingPacket } from '../../probe/ping-packet.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { formatIpv4 } from '../../wire/address.ts';
import * as icmp from '../../wire/icmp.ts';
import * as tcp from '../../wire/tcp.ts';
import type { Ping, Scan } from '../fake.test-data.ts';
import { refusing } from '../fake.test-data.ts';
import type { SurveyRequest } from '../request.ts';
import { endOfScan, run, shape } from '../run.test-data.ts';

const REQUEST: SurveyRequest = {
  targets: ['198.18.0.0/29'],
  probes: ['syn'],
  ports: '1-50',
  seed: 'a',
  discovery: false,
};
const OPEN = { type: 'port', proto: 'tcp', state: 'open', reason: 'syn-ack', rttMs: 0.3 } as const;

/** Two hosts with the ports 22 and 40, all others closed. */
const twoHosts: Scan = async function* (spec: ScanSpec): AsyncGenerator<Finding> {
  for (const ip of ['198.18.0.1', '198.18.0.2']) {
    for (const port of [22, 40]) yield { ...OPEN, ip, port };
    yield { type: 'host-end', ip, open: 2, closed: 48, filtered: 0 };
  }
  yield endOfScan(spec);
};

const result = (options: PingOptions, index: number, packet: Uint8Array, atMs: number): PingResult => {
  const { name, address, port } = options.targets[index];
  const numbers = { n: 1, sport: 40_000, dport: port, seq: 1, ack: null, window: null, mac: null, from: null };
  return {
    ...{ type: 'ping', target: name, src: '198.18.0.100', dst: formatIpv4(address), state: 'open', reason: 'syn-ack' },
    ...{ ttl: 64, rttMs: 0.2, ...numbers, packet: Buffer.from(packet).toString('base64'), atMs },
  };
};

/** Everybody is a Linux. */
function linuxPing(asked: PingOptions[]): Ping {
  return async function* (options): AsyncGenerator<PingEvent> {
    asked.push(options);
    for (let round = 0; round < (options.count ?? 1); round++) {
      for (const [index, { port }] of options.targets.entries()) {
        const header = { ttl: 64, dontFragment: options.method !== 'icmp', identification: 0 };
        const atMs = 200 * round;
        if (options.method === 'icmp') {
          const body = new Uint8Array(24);
          icmp.emit(body, 0, { type: 'echo-reply', identifier: 1, sequence: 1, data: options.payload });
          body[icmp.OFFSET.code] = options.echoCode ?? 0;
          yield result(options, index, packetOf({ ...header, protocol: 1 }, body), atMs);
        } else {
          const isOpen = port === 22 || port === 40;
          const segment = isOpen
            ? segmentOf(tcp.SYN | tcp.ACK, 65_160, optionsOf(LINUX, 5000 + atMs))
            : segmentOf(tcp.RST | tcp.ACK, 0, []);
          yield result(options, index, packetOf({ ...header, protocol: 6 }, segment), atMs);
        }
      }
    }
  };
}

const cluesOf = (lines: readonly { readonly type: string }[]): readonly ClueFact[] =>
  lines.filter((line): line is ClueFact => line.type === 'clue');

test('each host with an open port is asked, and what its stack is comes as a clue', async () => {
  const asked: PingOptions[] = [];
  const { lines, error } = await run(REQUEST, twoHosts, undefined, undefined, refusing, linuxPing(asked));
  assert.equal(error, null);
  const clues = cluesOf(lines);
  assert.deepEqual(
    clues.map(({ ip, about, family, source, stage }) => [ip, about, family, source, stage]),
    ['198.18.0.1', '198.18.0.2'].map((ip) => [ip, 'os', 'linux', 'tcp-stack', 'stack']),
  );
  assert.equal(clues[0].confidence, 0.85);
  const syn = new Uint8Array(60);
  createPingPacket({ ...asked[0], protocol: 'tcp' }).prepare(syn, 0);
  assert.equal(tcp.window(syn, 20), SYN_WINDOW);
  assert.deepEqual(
    shape(lines).filter((line) => line.includes('stack')),
    ['phase stack', 'clue stack', 'clue stack', 'phase-end stack'],
  );
  const questions = asked.map(({ method, count, targets, echoCode, keepPackets }) => ({
    ...{ method, count, echoCode, keepPackets },
    targets: targets.map(({ name, port }) => `${name} ${port}`),
  }));
  const same = { keepPackets: true, echoCode: undefined };
  assert.deepEqual(questions, [
    { ...same, method: 'tcp', count: 3, targets: ['198.18.0.1 22', '198.18.0.2 22'] },
    { ...same, method: 'tcp', count: 1, targets: ['198.18.0.1 50', '198.18.0.2 50', '198.18.0.1 40', '198.18.0.2 40'] },
    { ...same, method: 'icmp', count: 2, echoCode: ECHO_CODE, targets: ['198.18.0.1 0', '198.18.0.2 0'] },
  ]);
});

test('nobody is asked without identity, without packets of our own, or who is excluded', async () => {
  const asked: PingOptions[] = [];
  const ping = linuxPing(asked);
  await run({ ...REQUEST, identity: false }, twoHosts, undefined, undefined, refusing, ping);
  const connected: Scan = async function* (spec) {
    yield { ...OPEN, reason: 'connected', ip: '198.18.0.1', port: 22 };
    yield endOfScan(spec);
  };
  await run(REQUEST, connected, undefined, undefined, refusing, ping);
  assert.equal(asked.length, 0);
  await run({ ...REQUEST, exclude: ['198.18.0.1'] }, twoHosts, undefined, undefined, refusing, ping);
  for (const { targets } of asked) assert.ok(targets.every(({ address }) => address === 0xc6120002));
  assert.equal(asked.length, 3);
});

test('a cap of the pace is for all questions: one kind after the other, none faster', async () => {
  let running = 0;
  const asked: PingOptions[] = [];
  const ping: Ping = async function* (options) {
    asked.push(options);
    assert.equal(++running, 1);
    yield* linuxPing([])(options);
    running--;
  };
  const { lines } = await run({ ...REQUEST, rate: 50 }, twoHosts, undefined, undefined, refusing, ping);
  assert.deepEqual(
    asked.map(({ rateCap }) => rateCap),
    [50, 50, 50],
  );
  assert.equal(cluesOf(lines).length, 2);
});

test('answers that make no sense are no clue, and a ping that fails is told', async () => {
  const nonsense: Ping = async function* (options) {
    for (const index of options.targets.keys()) yield result(options, index, Uint8Array.of(0x45, 1, 2), 0);
  };
  const quiet = await run(REQUEST, twoHosts, undefined, undefined, refusing, nonsense);
  assert.deepEqual([cluesOf(quiet.lines), quiet.error], [[], null]);
  const failing: Ping = async function* () {
    yield* [];
    throw Object.assign(new Error('no way there'), { code: 'E_NO_ROUTE' });
  };
  const failed = await run(REQUEST, twoHosts, undefined, undefined, refusing, failing);
  assert.equal(failed.error, null);
  assert.ok(failed.lines.some((line) => line.type === 'notice' && line.code === 'E_NO_ROUTE'));
});

test('interrupted: nobody is asked any more', async () => {
  const over = new AbortController();
  const asked: PingOptions[] = [];
  const interrupted: Scan = async function* (spec) {
    yield { ...OPEN, ip: '198.18.0.1', port: 22 };
    over.abort();
    yield { ...endOfScan(spec), interrupted: true } as Finding;
  };
  await run(REQUEST, interrupted, over.signal, undefined, refusing, linuxPing(asked));
  assert.deepEqual(asked, []);
});

test('who is silent to a question that is put once is asked once more', async () => {
  const asked: PingOptions[] = [];
  const lossy: Ping = async function* (options) {
    const isFirst = !asked.some(({ count }) => count === 1);
    asked.push(options);
    for await (const event of linuxPing([])(options)) {
      const isLost = event.type === 'ping' && options.count === 1 && (event.dport === 40 || isFirst);
      if (isLost) yield { ...event, state: 'no-answer', reason: 'no-response', packet: undefined };
      else yield event;
    }
  };
  const { lines } = await run(REQUEST, twoHosts, undefined, undefined, refusing, lossy);
  const once = asked.filter(({ count }) => count === 1);
  assert.deepEqual(
    once.map(({ targets }) => targets.map(({ name, port }) => `${name} ${port}`)),
    [
      ['198.18.0.1 50', '198.18.0.2 50', '198.18.0.1 40', '198.18.0.2 40'],
      ['198.18.0.1 50', '198.18.0.2 50', '198.18.0.1 40', '198.18.0.2 40'],
    ],
  );
  assert.match(cluesOf(lines)[0].text ?? '', /rst w0/);
});

test('who is far away is waited for, and so is who nobody knows how far', async () => {
  const waits = async (rttMs: number | undefined) => {
    const asked: PingOptions[] = [];
    const far: Scan = async function* (spec) {
      const { rttMs: _, ...open } = OPEN;
      yield { ...open, ip: '198.18.0.1', port: 22, ...(rttMs === undefined ? {} : { rttMs }) };
      yield endOfScan(spec);
    };
    await run(REQUEST, far, undefined, undefined, refusing, linuxPing(asked));
    return asked[0].timeoutMs;
  };
  assert.deepEqual([await waits(0.2), await waits(300), await waits(undefined)], [300, 1200, 1000]);
});
