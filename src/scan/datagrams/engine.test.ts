// The engine for UDP without privileges: against our own kernel on loopback, and against a network that exists only here.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import type { EndFinding, Finding, PortFinding } from '../../finding/finding.ts';
import type { AskDatagram } from '../../link/connect/datagram-sockets.ts';
import { questionTo } from '../../probe/udp/payloads.ts';
import { normalize, type Range } from '../../target/ranges.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { fakeSpec } from '../engine-setup.test-data.ts';
import { steadyReins } from '../reins.ts';
import type { ScanSpec } from '../spec.ts';
import { type DatagramParts, runDatagramScan } from './engine.ts';
import { createRest } from './rest.ts';

const HOST = parseIpv4('198.18.0.1')!;

interface Ran {
  readonly findings: readonly Finding[];
  readonly end: EndFinding;
  ports(state: PortFinding['state']): number[];
}

async function scan(
  change: Partial<ScanSpec>,
  parts?: DatagramParts,
  signal = new AbortController().signal,
): Promise<Ran> {
  const findings: Finding[] = [];
  const spec = {
    ...fakeSpec({ probe: 'udp' }),
    engine: 'connect' as const,
    ledgerLimit: 2 ** 28,
    keepResponses: true,
    ...change,
  };
  await runDatagramScan(spec, (finding) => findings.push(finding), signal, steadyReins(spec.rateCap), null, parts);
  const end = findings.at(-1);
  assert(end?.type === 'end');
  return {
    findings,
    end,
    ports: (state) =>
      findings
        .flatMap((each) => (each.type === 'port' && each.state === state ? [each.port] : []))
        .sort((a, b) => a - b),
  };
}

/** A network in which each port does what `answer` says, at once. */
function fakeParts(
  answer: (port: number, bytes: Uint8Array, events: Parameters<AskDatagram>[2]) => void,
): DatagramParts {
  return {
    now: () => performance.now(),
    capacity: 64,
    rest: createRest(),
    ask({ port }, bytes, events) {
      let isOpen = true;
      setImmediate(() => {
        if (isOpen) answer(port, bytes, events);
      });
      return { close: () => (isOpen = false) };
    },
  };
}

const ONE: readonly Range[] = [[HOST, HOST]];

test('loopback: what answers is open, what is bound and silent open or filtered, all else closed', async () => {
  const answering = createSocket('udp4');
  const silent = createSocket('udp4');
  answering.on('message', (_, { port, address }) => answering.send('here', port, address));
  await new Promise<void>((resolve) => answering.bind(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  const [here, quiet] = [answering.address().port, silent.address().port];
  const loopback = parseIpv4('127.0.0.1')!;
  try {
    const { ports, end, findings } = await scan({
      targets: [[loopback, loopback]],
      ports: normalize([here, quiet].map((port): Range => [Math.max(1, port - 20), port])),
    });
    assert.deepEqual(ports('open'), [here]);
    assert.ok(!ports('closed').includes(quiet));
    assert.deepEqual([end.hostsUp, end.openPorts, end.unasked, end.engine, end.probe], [1, 1, 0, 'connect', 'udp']);
    assert.ok((end.openFilteredPorts ?? 0) >= 1);
    const found = findings.find((each) => each.type === 'port' && each.state === 'open');
    assert.equal(found?.type === 'port' && Buffer.from(found.payload ?? '', 'base64').toString(), 'here');
  } finally {
    answering.close();
    silent.close();
  }
});

test('each port is asked in its own language; refusals close, other errors filter, silence is asked again', async () => {
  const asked: number[] = [];
  const { ports, end } = await scan(
    {
      targets: ONE,
      ports: [
        [53, 53],
        [1000, 1003],
      ],
    },
    fakeParts((port, bytes, events) => {
      asked.push(port);
      if (port === 53 && Buffer.compare(bytes, questionTo(53)) === 0) events.answered(Uint8Array.of(1));
      else if (port === 1000) events.refused();
      else if (port === 1001) events.unreachable();
    }),
  );
  assert.deepEqual(
    [ports('open'), ports('closed'), ports('filtered'), ports('open|filtered')],
    [[53], [1000], [1001], [1002, 1003]],
  );
  // The port of which a language is known is asked first, and with all others once more (passes/planner.ts, rule 4); few that are
  // silent are asked three times (passes/rounds.ts, rule 10).
  assert.deepEqual(
    asked.sort((a, b) => a - b),
    [53, 53, 1000, 1001, 1002, 1002, 1002, 1003, 1003, 1003],
  );
  assert.deepEqual([end.probes, end.answered, end.silent, end.retransmitted], [5, 3, 2, 5]);
});

test('what runs out here is asked again; what cannot be sent is no answer, and told', async () => {
  let failures = 0;
  const { ports, end, findings } = await scan(
    { targets: ONE, ports: [[1000, 1002]] },
    fakeParts((port, _, events) => {
      if (port === 1000 && failures++ < 3) events.failed('EMFILE');
      else if (port === 1001) events.failed('ENETUNREACH');
      else events.answered(Uint8Array.of(1));
    }),
  );
  assert.deepEqual(ports('open'), [1000, 1002]);
  assert.equal(end.unasked, 1);
  assert.ok(findings.some((each) => each.type === 'notice' && each.code === 'N_REFUSED'));
});

test('excluded addresses are never asked, a cap is kept, an abort ends it with what was found', async () => {
  let asked = 0;
  const parts = fakeParts((_port, _bytes, events) => {
    asked++;
    events.answered(Uint8Array.of(1));
  });
  await scan({ targets: ONE, excluded: ONE, ports: [[1, 100]] }, parts);
  assert.equal(asked, 0);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const { end } = await scan({ targets: ONE, ports: [[1, 65_535]], rateCap: 100 }, parts, controller.signal);
  assert.equal(end.interrupted, true);
  assert.ok(asked >= 1 && asked <= 60, `${asked}`);
  assert.equal(end.probes - end.unasked, end.answered + end.silent);
});

test('lost datagrams are asked again, as often as the loss needs', async () => {
  let dropped = 0;
  const { ports } = await scan(
    { targets: ONE, ports: [[2000, 2099]] },
    fakeParts((port, _, events) => {
      if ((port * 7 + dropped) % 3 === 0 && dropped < 60) dropped++;
      else events.answered(Uint8Array.of(1));
    }),
  );
  assert.equal(ports('open').length, 100);
});
