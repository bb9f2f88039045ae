// The border: every job is checked as if an attacker had written it. 100,000 malformed, oversized and hostile messages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PingOptions } from '../../ping/types.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { TraceOptions } from '../../scan/trace/types.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { testBorder } from './host.test-data.ts';
import { encodeListen } from './listen-job.ts';
import { encodeRun, encodeStop } from './messages.ts';
import { encodePing } from './ping-job.ts';
import { encodeScan } from './scan-job.ts';
import { encodeTrace } from './trace-job.ts';

const FIRST = parseIpv4('198.18.0.1')!;

const SPEC: ScanSpec = {
  targets: [[FIRST, FIRST + 253]],
  excluded: [[FIRST + 8, FIRST + 9]],
  probe: 'syn',
  ports: [[22, 22]],
  engine: 'raw',
  generators: null,
  rateCap: null,
  seed: 'é\u2028\n',
  shard: { index: 1, count: 1 },
  maxRetries: null,
  interfaceName: null,
  recordTo: null,
  journalTo: null,
  keepResponses: true,
  decideAll: false,
  sources: [FIRST + 100, FIRST + 99],
  source: FIRST + 99,
  sourcePort: 53,
  ttl: 7,
  ledgerLimit: 2 ** 20,
};

const PING: PingOptions = {
  targets: [{ name: 'host.example', address: FIRST, port: 443 }],
  method: 'tcp',
  count: 4,
  intervalMs: 1000,
  rateCap: null,
  timeoutMs: 1000,
  interfaceName: null,
  source: null,
  syn: 'full',
  flags: 2,
  ttl: 64,
  tos: 0,
  dontFragment: true,
  payload: Uint8Array.of(1, 2, 255),
  echoCode: 9,
  keepPackets: true,
  recordTo: null,
};

function messageOf(job: number, kind: string, { head, bytes }: { head: object; bytes: Uint8Array }): Buffer {
  return Buffer.concat(encodeRun(job, kind, head, bytes).map((piece) => Buffer.from(piece as string)));
}

const scanMessage = (job: number, change: Partial<ScanSpec> = {}) =>
  messageOf(job, 'scan', encodeScan({ ...SPEC, ...change }, false));

test('a job arrives as it was sent; what is excluded is taken out again', async () => {
  const { host, ran, said, found } = testBorder(true);
  host.write(scanMessage(1));
  const others = [...PING.targets, { name: 'excluded', address: FIRST + 1, port: 443 }, ...PING.targets];
  const excluded: PingOptions['excluded'] = [[FIRST + 1, FIRST + 2]];
  host.write(messageOf(2, 'ping', encodePing({ ...PING, targets: others, excluded }, false)));
  await new Promise(setImmediate);
  assert.deepEqual(ran, [
    {
      ...SPEC,
      targets: Uint32Array.of(FIRST, FIRST + 7, FIRST + 10, FIRST + 253),
    },
    {
      ...PING,
      targets: ['0', '2'].map((name) => ({ name, address: FIRST, port: 443 })),
      payload: Buffer.from([1, 2, 255]),
    },
  ]);
  assert.deepEqual(said, [
    { type: 'done', job: 1 },
    { type: 'done', job: 2 },
  ]);
  assert.deepEqual(
    found.map(([job]) => job),
    [1, 2],
  );
});

test('several at once, each ended alone; a number that is taken is refused, and its owner goes on', async () => {
  const { host, said } = testBorder();
  for (const job of [1, 2, 3]) host.write(scanMessage(job));
  host.write(scanMessage(2));
  assert.equal(host.running, 3);
  assert.deepEqual(
    said.map(({ type, job }) => [type, job]),
    [['failed', 0]],
  );
  host.write(Buffer.from(encodeStop(2)));
  await new Promise(setImmediate);
  assert.deepEqual(said.slice(1), [{ type: 'done', job: 2 }]);
  assert.equal(host.running, 2);
  for (let job = 10; job < 100; job++) host.write(scanMessage(job));
  assert.equal(host.running, 64);
  host.stopAll();
  await new Promise(setImmediate);
  assert.equal(host.running, 0);
});

test('addresses that no host has are refused by the engine too, and lists that are none', () => {
  const cases: [Partial<ScanSpec>, RegExp][] = [
    [{ targets: [[parseIpv4('224.0.0.1')!, parseIpv4('224.0.0.1')!]] }, /multicast/],
    [{ targets: [[FIRST, parseIpv4('255.255.255.255')!]] }, /never scanned/],
    [{ targets: [[0, 5]] }, /0\.0\.0\.0\/8/],
    [{ targets: Uint32Array.of(FIRST + 5, FIRST) }, /sorted/],
    [{ targets: Uint32Array.of(FIRST, FIRST + 9, FIRST + 5, FIRST + 20) }, /sorted/],
    [{ targets: Uint32Array.of(FIRST, FIRST, FIRST + 1) }, /pairs/],
    [{ excluded: [[9, 3]] }, /sorted/],
    [{ source: 0 }, /source/],
    [{ sourcePort: 65_536 }, /sourcePort/],
    [{ ttl: 0 }, /ttl/],
    [{ ports: [] }, /ports/],
    [{ ports: [[0, 65_536]] }, /65535/],
    [{ ports: [[5, 4]] }, /ranges/],
    [{ shard: { index: 3, count: 2 } }, /shard/],
    [{ interfaceName: '../../etc' }, /interfaceName/],
    [{ probe: 'toString' as 'syn' }, /probe/],
    [{ engine: 'constructor' as 'raw' }, /engine/],
    [{ rateCap: 0 }, /rateCap/],
    [{ seed: 'x'.repeat(1001) }, /seed/],
  ];
  for (const [change, reason] of cases) {
    const { host, said, ran } = testBorder();
    host.write(scanMessage(1, change));
    const [message] = said;
    assert.ok(message?.type === 'failed' && message.code === 'E_JOB' && message.job === 1, String(reason));
    assert.match(message.message, reason);
    assert.deepEqual(ran, []);
  }
});

test('listening: an interface by its name, and nothing else', () => {
  const { host, ran, said } = testBorder();
  const job = encodeListen({ interfaceName: 'eth0', everything: true, asksIpv6: true });
  host.write(messageOf(1, 'listen', job));
  for (const change of [{ interfaceName: '../eth0' }, { everything: 1 }, { more: true }, { interfaceName: null }]) {
    host.write(messageOf(2, 'listen', { ...job, head: { ...job.head, ...change } }));
  }
  host.write(messageOf(2, 'listen', { ...job, bytes: Uint8Array.of(1) }));
  assert.deepEqual(ran, [{ interfaceName: 'eth0', everything: true, asksIpv6: true }]);
  assert.deepEqual(
    said.map((each) => each.type === 'failed' && each.code),
    ['E_JOB', 'E_JOB', 'E_JOB', 'E_JOB', 'E_JOB'],
  );
});

test('a trace: its targets arrive as they were sent, who is excluded is taken out again, and those that no host has are refused', () => {
  const { host, ran, said } = testBorder();
  const target = { address: FIRST, method: 'udp', port: 33_434, hops: 0 } as const;
  const options = { targets: [target, { ...target, method: 'tcp', hops: null }], rateCap: 5 } as const;
  host.write(messageOf(1, 'trace', encodeTrace(options)));
  assert.deepEqual(ran, [options]);
  const excluded: TraceOptions['excluded'] = [[FIRST + 1, FIRST + 2]];
  const others = [...options.targets, { ...target, address: FIRST + 1 }];
  host.write(messageOf(3, 'trace', encodeTrace({ ...options, targets: others, excluded })));
  assert.deepEqual(ran.splice(1), [options]);
  const wrong = [{ address: parseIpv4('224.0.0.1')! }, { hops: 300 }, { method: 'toString' as 'udp' }];
  for (const change of wrong) {
    host.write(messageOf(2, 'trace', encodeTrace({ targets: [{ ...target, ...change }], rateCap: null })));
  }
  host.write(messageOf(2, 'trace', { ...encodeTrace(options), bytes: new Uint8Array(12) }));
  assert.equal(ran.length, 1);
  assert.deepEqual(
    said.map((each) => each.type === 'failed' && each.code),
    ['E_JOB', 'E_JOB', 'E_JOB', 'E_JOB'],
  );
});

test('what is recorded goes to the descriptor that came, which is closed in the end; without one the job is refused', async () => {
  const border = testBorder();
  const job = messageOf(1, 'scan', encodeScan(SPEC, true));
  border.host.write(job);
  assert.equal(border.said.at(-1)?.type, 'failed');
  border.handedOver.set(1, 17);
  border.host.write(job);
  assert.equal((border.ran[0] as ScanSpec).recordTo, 17);
  assert.deepEqual(border.closed, []);
  border.host.stopAll();
  await new Promise(setImmediate);
  assert.deepEqual(border.closed, [17]);
  border.handedOver.set(2, 18);
  border.host.write(messageOf(2, 'scan', encodeScan({ ...SPEC, ports: [] }, true)));
  assert.deepEqual(border.closed, [17, 18]);
});

const TEXTS: readonly string[] = ['seed', 'interfaceName', 'record', 'journal', 'keepResponses', 'decideAll'];

/** A right message with one thing about it changed for the worse: always an error, never a job. */
const spoilt: fc.Arbitrary<Buffer> = fc.oneof(
  // A value where another belongs.
  fc
    .tuple(
      fc.constantFrom(...Object.keys(encodeScan(SPEC, false).head)),
      fc.oneof(
        fc.constantFrom({}, [], '', 'x', -1, 1e300, true, [[]], { __proto__: null }),
        fc.string({ unit: 'binary' }),
      ),
    )
    .map(([key, value]) => {
      const { head, bytes } = encodeScan(SPEC, false);
      // A boolean is right where one belongs; any text is a seed, and nearly any an interface's name.
      return messageOf(1, 'scan', { head: { ...head, [key]: TEXTS.includes(key) ? 7 : value }, bytes });
    }),
  // Something that is missing, something more.
  fc.constantFrom(...Object.keys(encodePing(PING, false).head)).map((key) => {
    const { head, bytes } = encodePing(PING, false);
    return messageOf(1, 'ping', { head: { ...head, [key]: undefined }, bytes });
  }),
  fc.string({ unit: 'binary', minLength: 1 }).map((key) => {
    const { head, bytes } = encodeScan(SPEC, false);
    return messageOf(1, 'scan', { head: { ...head, [`${key} `]: 1 }, bytes });
  }),
  // Bytes that are not those announced.
  fc
    .uint8Array({ maxLength: 64 })
    .filter(({ length }) => length !== 16)
    .map((bytes) => {
      return messageOf(1, 'scan', { head: encodeScan(SPEC, false).head, bytes });
    }),
  // Reins that are none.
  fc
    .constantFrom<unknown>(
      null,
      7,
      [],
      {},
      { paused: 1 },
      { paused: true, rateCap: -1 },
      { paused: true, more: 1 },
      { paused: true, rateCap: 'x' },
    )
    .map((reins) => {
      const { head, bytes } = encodeScan(SPEC, false);
      const [line, ...rest] = encodeRun(1, 'scan', head, bytes);
      const whole = JSON.stringify({ ...JSON.parse(String(line)), reins });
      return Buffer.concat([`${whole}\n`, ...rest].map((piece) => Buffer.from(piece as string)));
    }),
  // Anything.
  fc.json().map((text) => Buffer.from(`${text}\n`)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(`${text.replaceAll('\n', '')}\n`)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from([...bytes.filter((byte) => byte !== 10), 10])),
  fc
    .tuple(fc.string(), fc.jsonValue())
    .map(([kind, head]) => messageOf(1, kind, { head: Object(head), bytes: new Uint8Array(0) })),
);

test('100,000 hostile messages: an error each, nothing is run, and the session lives', {
  timeout: 120_000,
}, async () => {
  const border = testBorder();
  let sent = 0;
  fc.assert(
    fc.property(spoilt, (message) => {
      sent++;
      border.handedOver.set(1, sent);
      const before = border.said.length;
      border.host.write(message);
      assert.ok(border.said.length > before, message.toString('latin1').slice(0, 300));
    }),
    { numRuns: 100_000 },
  );
  assert.equal(sent, 100_000);
  assert.deepEqual(border.ran, []);
  assert.ok(border.said.every(({ type }) => type === 'failed'));
  border.handedOver.clear();
  border.host.write(scanMessage(7));
  assert.equal(border.ran.length, 1, 'a right job after all of that runs');
});
