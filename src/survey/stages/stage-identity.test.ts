// What statements of who a host is are made of, in a survey whose engine is data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, IdentityFact, PortFinding } from '../../finding/finding.ts';
import type { Recognise } from '../../service/recognise/recognise.ts';
import { endOfScan, HOST, run } from '../run.test-data.ts';

const open = (port: number): PortFinding => ({
  type: 'port',
  ip: '198.18.0.1',
  proto: 'tcp',
  port,
  state: 'open',
  reason: 'syn-ack',
});

/** Every web server is a NAS. */
const nas: Recognise = async ({ port }) => ({
  service: port === 5000 ? 'http' : 'unknown',
  verdict: port === 5000 ? { confidence: 1, product: 'Synology DiskStation Manager' } : { confidence: 0 },
  tls: null,
  exchanges: [{ sent: new Uint8Array(0), received: Buffer.from('x'), greeted: true }],
});

async function identities(findings: readonly Finding[], recognise?: Recognise): Promise<readonly IdentityFact[]> {
  const request = { targets: ['198.18.0.1-2'], probes: ['syn'], ports: '1-10000' } as const;
  const { lines, error } = await run(
    request,
    async function* (spec) {
      yield* findings;
      yield endOfScan(spec);
    },
    undefined,
    undefined,
    recognise,
  );
  assert.equal(error, null);
  return lines.filter((line) => line.type === 'identity');
}

test('a statement rests on ports, on what they are for, and on the MAC address', async () => {
  const [who, ...more] = await identities([HOST, open(5000)], nas);
  assert.equal(more.length, 0);
  assert.partialDeepStrictEqual(who, { ip: '198.18.0.1', kind: { is: 'nas' } });
  assert.ok(who.kind?.because.includes('port 5000 is Synology DiskStation Manager'));
  const [printer] = await identities([HOST, open(9100), open(515), open(631)]);
  assert.equal(printer.kind?.is, 'printer');
  const [phone] = await identities([{ ...HOST, mac: '18:69:d8:00:00:01' }]);
  assert.equal(phone.ip, '198.18.0.1');
});

test('closed ports, and those of a host where all answer, say nothing', async () => {
  const printing = [9100, 515, 631].map(open);
  assert.deepEqual(await identities([HOST, ...printing.map((each) => ({ ...each, state: 'closed' }) as const)]), []);
  const end = { type: 'host-end', ip: '198.18.0.1', open: 3, closed: 0, filtered: 0, answersAll: true } as const;
  assert.deepEqual(await identities([HOST, ...printing, end]), []);
});
