// The XDP responder: what its program answers to TCP, frame by frame, and its hold on an interface. The other protocols:
// xdp-answers.lab.test.ts. Needs root; see available.ts.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { testRun, XDP } from '../src/native/bpf/index.ts';
import { ethernet, ipv4, tcp } from '../src/wire/index.ts';
import { available } from './available.ts';
import { addressNumber, dotted } from './network/addresses.ts';
import { buildLab } from './network/build.ts';
import { runInside } from './network/namespaces.ts';
import type { XdpResponder } from './network/scenario.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { createXdpAnswers, type XdpAnswers } from './xdp/xdp-answers.ts';
import { openPorts } from './xdp/xdp-open.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void> | void): void {
  plainTest(name, { skip: missing ?? false }, body);
}

const PLAN: XdpResponder = {
  first: '198.19.0.250',
  count: 16,
  open: { kind: 'modulus', modulus: 1000, remainder: 80 },
  lossPercent: 0,
  limit: null,
  dropsAll: false,
};
const ASKER = addressNumber('198.18.0.1');
const OUR_MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const THEIR_MAC = Uint8Array.of(2, 0, 0, 0, 0, 2);
const HEADERS = 54;

interface Probe {
  readonly host: string;
  readonly port: number;
  readonly flags?: number;
  readonly options?: tcp.TcpOption[];
  readonly protocol?: number;
  readonly moreFragments?: boolean;
}

function frame({ host, port, flags = tcp.SYN, options = [], protocol = 6, moreFragments = false }: Probe): Uint8Array {
  const bytes = new Uint8Array(128);
  const destination = addressNumber(host);
  let at = ethernet.emit(bytes, 0, { destination: THEIR_MAC, source: OUR_MAC, tags: [], etherType: 0x0800 });
  const segment = {
    sourcePort: 40_000,
    destinationPort: port,
    sequence: 0xfffffffe,
    acknowledgement: 0,
    flags,
    window: 64_240,
    urgentPointer: 0,
    options,
    payload: new Uint8Array(0),
  };
  const length = tcp.emit(bytes, at + 20, segment, ASKER, destination);
  at += ipv4.emit(bytes, at, {
    typeOfService: 0x10,
    identification: 4711,
    dontFragment: true,
    moreFragments,
    fragmentOffset: 0,
    ttl: 33,
    protocol,
    source: ASKER,
    destination,
    options: new Uint8Array(0),
    payloadLength: length,
  });
  return bytes.subarray(0, at + length);
}

function ask(answers: XdpAnswers, probe: Probe): { fate: number; answer: Uint8Array } {
  const { result, output } = testRun(answers.loaded, frame(probe));
  return { fate: result, answer: output };
}

/** What a host says of a port: `open`, `closed`, or null where it says nothing. The answer must be right in every field. */
function verdict(answers: XdpAnswers, probe: Probe): 'open' | 'closed' | null {
  const { fate, answer } = ask(answers, probe);
  if (fate === XDP.drop) return null;
  assert.equal(fate, XDP.transmit);
  const link = ethernet.parse(answer, 0, answer.length)!;
  assert.deepEqual([link.destination, link.source], [OUR_MAC, THEIR_MAC]);
  const packet = ipv4.parse(answer, 14, answer.length - 14)!;
  assert.ok(ipv4.isIntact(answer, 14));
  assert.deepEqual([dotted(packet.source), packet.destination], [probe.host, ASKER]);
  assert.deepEqual([packet.totalLength, packet.ttl, packet.protocol, packet.identification], [40, 64, 6, 0]);
  assert.ok(tcp.isIntact(answer, 34, 20, packet.source, packet.destination));
  const segment = tcp.parse(answer, 34, 20)!;
  assert.deepEqual([segment.sourcePort, segment.destinationPort], [probe.port, 40_000]);
  assert.equal(segment.acknowledgement, 0xffffffff);
  if (segment.flags === (tcp.SYN | tcp.ACK)) {
    assert.notEqual(segment.sequence, 0);
    assert.equal(segment.window, 64_240);
    return 'open';
  }
  assert.deepEqual([segment.flags, segment.sequence, segment.window], [tcp.RST | tcp.ACK, 0, 0]);
  return 'closed';
}

test('xdp responder: answers are right to the last field, of short SYNs and long ones', () => {
  const answers = createXdpAnswers(PLAN);
  for (const options of [[], [{ type: 'maximum-segment-size', size: 1460 }]] satisfies tcp.TcpOption[][]) {
    for (const host of ['198.19.0.250', '198.19.1.9']) {
      assert.equal(verdict(answers, { host, port: 1080, options }), 'open');
      assert.equal(verdict(answers, { host, port: 65_535, options }), 'closed');
    }
  }
  const { syn, synAckSent, rstSent, other } = answers.counters();
  assert.deepEqual({ syn, synAckSent, rstSent, other }, { syn: 8, synAckSent: 4, rstSent: 4, other: 0 });
  answers.close();
});

test('xdp responder: what is not for its hosts is left to the kernel untouched, TCP that is no SYN is swallowed', () => {
  const answers = createXdpAnswers(PLAN);
  for (const probe of [
    { host: '198.19.0.249', port: 80 },
    { host: '198.19.1.10', port: 80 },
    { host: '198.19.0.250', port: 80, protocol: 17 },
    { host: '198.19.0.250', port: 80, moreFragments: true },
  ]) {
    const { fate, answer } = ask(answers, probe);
    assert.equal(fate, XDP.pass);
    assert.deepEqual(new Uint8Array(answer), new Uint8Array(frame(probe)));
  }
  assert.equal(testRun(answers.loaded, new Uint8Array(HEADERS - 1)).result, XDP.pass);
  for (const flags of [tcp.RST, tcp.ACK, tcp.SYN | tcp.ACK, tcp.FIN, tcp.SYN | tcp.RST]) {
    assert.equal(verdict(answers, { host: '198.19.0.250', port: 80, flags }), null);
  }
  assert.equal(answers.counters().other, 5);
  answers.close();
});

test('xdp responder: the program and the reported table say the same, port by port', () => {
  const kinds: XdpResponder['open'][] = [
    PLAN.open,
    { kind: 'share', seed: 'here', share: 1 / 64 },
    { kind: 'list', ports: { '198.19.0.250': [1, 65_535], '198.19.1.9': [443] } },
  ];
  for (const open of kinds) {
    const plan = { ...PLAN, open };
    const answers = createXdpAnswers(plan);
    const table = openPorts(plan);
    assert.equal(Object.keys(table).length, 16);
    for (const host of ['198.19.0.250', '198.19.1.9']) {
      const wanted = new Set(table[host]);
      const ports = [...Array.from({ length: 3000 }, (_, k) => 1 + k), 65_080, 65_534, 65_535];
      for (const port of ports) {
        const expected = wanted.has(port) ? 'open' : 'closed';
        assert.equal(verdict(answers, { host, port }), expected, `${open.kind} ${host}:${port}`);
      }
      if (open.kind === 'share') {
        // 1,024 expected; 160 are five standard deviations.
        assert.ok(Math.abs(wanted.size - 1024) < 160, `${wanted.size} of 65,535 open`);
      }
    }
    answers.close();
  }
});

test('xdp responder: loses the share it should, each way, and counts it', () => {
  const answers = createXdpAnswers({ ...PLAN, lossPercent: 5 });
  const COUNT = 50_000;
  testRun(answers.loaded, frame({ host: '198.19.0.250', port: 9, flags: tcp.SYN }), 1);
  let said = 0;
  for (let k = 0; k < COUNT; k++) if (ask(answers, { host: '198.19.0.250', port: 9 }).fate === XDP.transmit) said++;
  const counters = answers.counters();
  assert.equal(counters['in-seen'], COUNT + 1);
  assert.equal(counters.syn, counters['in-seen'] - counters['in-lost']);
  assert.equal(counters['out-seen'], counters.syn);
  assert.ok(Math.abs(said - (counters['out-seen'] - counters['out-lost'])) <= 1);
  for (const way of ['in', 'out'] as const) {
    const seen = counters[`${way}-seen`];
    // Five standard deviations of a binomial distribution.
    const tolerance = 5 * Math.sqrt(seen * 0.05 * 0.95);
    assert.ok(Math.abs(counters[`${way}-lost`] - seen * 0.05) <= tolerance, `${counters[`${way}-lost`]} of ${seen}`);
  }
  answers.close();
});

test('xdp responder: a limited host sends its RSTs and no more, its SYN-ACKs and its neighbours are free', () => {
  const answers = createXdpAnswers({ ...PLAN, limit: { hosts: 1, resetsPerSecond: 100 } });
  const COUNT = 2000;
  let closed = 0;
  const begin = process.hrtime.bigint();
  for (let k = 0; k < COUNT; k++) {
    if (verdict(answers, { host: '198.19.0.250', port: 9 }) === 'closed') closed++;
    assert.equal(verdict(answers, { host: '198.19.0.250', port: 80 }), 'open');
    assert.equal(verdict(answers, { host: '198.19.0.251', port: 9 }), 'closed');
  }
  // The clock of the limit is the one of hrtime: so many of its seconds have begun.
  const seconds = Number(process.hrtime.bigint() / 1_000_000_000n - begin / 1_000_000_000n) + 1;
  assert.ok(closed >= 100 && closed <= 100 * seconds, `${closed} RSTs in ${seconds} s`);
  assert.equal(answers.counters()['rst-limited'], COUNT - closed);
  answers.close();
});

test('xdp responder: hosts that swallow everything do, and count it', () => {
  const answers = createXdpAnswers({ ...PLAN, dropsAll: true });
  assert.equal(verdict(answers, { host: '198.19.0.250', port: 80 }), null);
  assert.equal(verdict(answers, { host: '198.19.0.250', port: 80, protocol: 17 }), null);
  assert.equal(ask(answers, { host: '198.19.0.249', port: 80 }).fate, XDP.pass);
  assert.equal(answers.counters().dropped, 2);
  answers.close();
});

test('xdp responder: a plan with addresses that are not the lab’s is refused', () => {
  assert.throws(() => createXdpAnswers({ ...PLAN, first: '192.168.0.1' }), { code: 'E_LAB_ADDRESS' });
});

/** The XDP programs on the interfaces of a namespace, as ip(8) sees them: interface -> mode. */
async function attached(namespace: string): Promise<Record<string, unknown>> {
  const links = JSON.parse(await runInside(namespace, 'ip', ['-j', 'link'])) as { ifname: string; xdp?: object }[];
  return Object.fromEntries(links.filter(({ xdp }) => xdp !== undefined).map(({ ifname, xdp }) => [ifname, xdp]));
}

test('xdp link: never replaces another’s program, leaves nothing after kill -9, and the interface still works', async () => {
  await using lab = await buildLab(scenario('unprivileged'));
  const { target } = lab.namespaces;
  for (const mode of ['native', 'generic']) {
    const first = lab.start('target', process.execPath, [labProgram('xdp/xdp-pass'), 'eth0', mode]);
    assert.equal(await first.line(), 'ready');
    const before = await attached(target);
    assert.deepEqual(Object.keys(before), ['eth0']);
    for (const other of ['native', 'generic']) {
      const second = lab.start('target', process.execPath, [labProgram('xdp/xdp-pass'), 'eth0', other]);
      assert.match(await second.ended, /E_XDP_BUSY: interface \d+ has an XDP program already \((EBUSY|EEXIST)\)/);
    }
    assert.deepEqual(await attached(target), before);
    // The program itself, not `ip netns exec`: that one replaced itself by it.
    first.signal('SIGKILL');
    await first.ended;
    assert.deepEqual(await attached(target), {});
    const input = JSON.stringify([[lab.hosts[0], 1]]);
    assert.equal(
      await lab.run(process.execPath, [labProgram('truth/kernel-connect'), '3000'], { input }),
      '["closed"]\n',
    );
  }
});

test('xdp link: an interface that takes no native program says so', async () => {
  await using lab = await buildLab(scenario('unprivileged'));
  const companion = lab.start('target', process.execPath, [labProgram('xdp/xdp-pass'), 'lo', 'native']);
  assert.match(await companion.ended, /E_XDP_UNSUPPORTED: .* native mode \(E(OPNOTSUPP|NOTSUP)\)/);
});

test('xdp link: the scanner’s interface is free for a program of its own when the lab is told so', async () => {
  await using lab = await buildLab(scenario('xdp-modulus'));
  const ask = async (): Promise<string> => {
    const input = JSON.stringify([[lab.hosts[0], 80]]);
    return lab.run(process.execPath, [labProgram('truth/kernel-connect'), '300'], { input });
  };
  assert.equal(await ask(), '["open"]\n');
  assert.deepEqual(Object.keys(await attached(lab.scannerNamespace)), ['eth0']);
  await lab.passXdp(false);
  assert.deepEqual(await attached(lab.scannerNamespace), {});
  assert.equal(await ask(), '["silent"]\n');
  const own = lab.start('scanner', process.execPath, [labProgram('xdp/xdp-pass'), 'eth0']);
  assert.equal(await own.line(), 'ready');
  assert.equal(await ask(), '["open"]\n');
  await own.stop();
  await lab.passXdp(true);
  assert.equal(await ask(), '["open"]\n');
});

test('xdp responder: in its scenario it answers the kernel’s own connect, and counts', async () => {
  await using lab = await buildLab(scenario('xdp-set'));
  const truth = await lab.truth();
  assert.equal(truth.size, 16);
  const [[host, ports]] = truth;
  assert.equal(ports.length, 8);
  const asked = JSON.stringify([...ports.map((port) => [host, port]), [host, ports[0] + 1]]);
  const said = JSON.parse(
    await lab.run(process.execPath, [labProgram('truth/kernel-connect'), '3000'], { input: asked }),
  );
  assert.deepEqual(said, [...ports.map(() => 'open'), 'closed']);
  const counters = await lab.counters();
  assert.equal(counters['target/synAckSent'], 8);
  assert.equal(counters['target/rstSent'], 1);
});
