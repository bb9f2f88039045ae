// Which engine, and what fits into the kernel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePorts } from '../../target/ports.ts';
import { createHostTable } from '../order/host-table.test-data.ts';
import type { ScanSpec } from '../spec.ts';
import { createResponseRing } from '../state/response-ring.ts';
import { notWorthIt, whyNotXdp, whyRing } from './choice.ts';
import { explainBpf } from './explain.ts';
import { planRegions } from './layout.ts';

const SPEC: ScanSpec = {
  targets: [[0xc6130000, 0xc61300ff]],
  excluded: [],
  probe: 'syn',
  ports: [[1, 65_535]],
  engine: 'auto',
  generators: null,
  rateCap: null,
  seed: 'choice',
  shard: { index: 1, count: 1 },
  maxRetries: null,
  interfaceName: null,
  recordTo: null,
  ledgerLimit: 2 ** 30,
};

test('auto: xdp for what is large and fast, ring for the rest; what was asked for is not argued with', () => {
  assert.equal(whyRing(SPEC), null);
  assert.equal(whyRing({ ...SPEC, rateCap: 1_000_000 }), null);
  assert.match(whyRing({ ...SPEC, engine: 'raw' }) ?? '', /asked for/);
  assert.match(whyRing({ ...SPEC, probe: 'udp', decideAll: true }) ?? '', /several/);
  assert.equal(whyRing({ ...SPEC, probe: 'udp', decideAll: true, sources: 'one' }), null);
  assert.match(whyRing({ ...SPEC, keepResponses: true }) ?? '', /hand on/);
  assert.match(whyRing({ ...SPEC, recordTo: 3 }) ?? '', /record/);
  assert.match(whyRing({ ...SPEC, rateCap: 1000 }) ?? '', /rate/);
  assert.match(whyRing({ ...SPEC, ports: [[1, 1000]] }) ?? '', /small/);
  assert.match(whyRing({ ...SPEC, shard: { index: 1, count: 1000 } }) ?? '', /small/);
  assert.equal(whyRing({ ...SPEC, engine: 'kernel', rateCap: 10, ports: [[1, 1]] }), null);
  assert.match(notWorthIt(SPEC, 1000) ?? '', /small/);
  assert.equal(notWorthIt({ ...SPEC, engine: 'kernel' }, 1000), null);
});

test('no Ethernet, no ledger, too many hosts: not on XDP', () => {
  const interfaces = [{ name: 'eth0', index: 2, kind: 'ethernet', linkHeader: 14 }] as const;
  const hops = [{ interfaceSlot: 0, sources: [1], sourceMac: null, destinationMac: null }];
  const facts = { portNumbers: Uint16Array.of(80), excluded: [], responses: null };
  const reach = { table: createHostTable([{ first: 1, last: 1000, hop: 0 }]), hops, interfaces };
  assert.equal(whyNotXdp(reach, facts, true), null);
  assert.match(whyNotXdp(reach, facts, false) ?? '', /ledger/);
  assert.match(whyNotXdp(reach, { ...facts, responses: createResponseRing() }, true) ?? '', /hand on/);
  const several = { ...reach, hops: [{ ...hops[0], sources: [1, 2] }] };
  assert.match(whyNotXdp(several, facts, true) ?? '', /several/);
  const tun = { ...reach, interfaces: [{ ...interfaces[0], name: 'tun0', kind: 'raw', linkHeader: 0 } as const] };
  assert.equal(whyNotXdp(tun, facts, true), 'tun0 is no Ethernet');
  const many = { ...reach, table: createHostTable([{ first: 0, last: 2 ** 20, hop: 0 }]) };
  assert.match(whyNotXdp(many, facts, true) ?? '', /memory of one program/);
});

test('regions: none overlaps another, all lie in the value, each begins on a cache line', () => {
  const numbers = fc.record({
    hosts: fc.integer({ min: 1, max: 70_000 }),
    ports: fc.integer({ min: 1, max: 65_536 }),
    hops: fc.integer({ min: 1, max: 1000 }),
    excluded: fc.integer({ min: 0, max: 1000 }),
  });
  fc.assert(
    fc.property(numbers, ({ hosts, ports, hops, excluded }) => {
      const regions = planRegions(hosts, ports, hops, excluded);
      if (regions === null) return hosts * ports > 2 ** 30; // only what is really large does not fit
      const { hostSlots, excludedSlots, sendTimeSlots, listSlots, bytes, ...begins } = regions;
      const need: Partial<Record<keyof typeof begins, number>> = {
        table: hostSlots * 8,
        hops: hops * 32,
        ports: ports * 2,
        forms: 4 * ports,
        portIndex: 65_536 * 4,
        excluded: excludedSlots * 8,
        ledger: Math.ceil((hosts * ports) / 16) * 4,
        hostNext: hosts * 8,
        watched: hosts,
        sendTimes: sendTimeSlots * 8,
        list: listSlots * 4,
      };
      const sorted = (Object.entries(begins) as [keyof typeof begins, number][]).sort((a, b) => a[1] - b[1]);
      sorted.forEach(([name, begin], index) => {
        assert.equal(begin % 64, 0);
        const end = sorted[index + 1]?.[1] ?? bytes;
        assert.ok(begin + (need[name] ?? hosts * 4) <= end || name.startsWith('bin') || name === 'state', name);
      });
      assert.ok(hostSlots >= hosts && excludedSlots >= excluded && (sendTimeSlots & (sendTimeSlots - 1)) === 0);
      return true;
    }),
  );
});

test('--explain-bpf: all four programs, with what they are for, and nothing of the kernel is needed', () => {
  const text = explainBpf({ ...SPEC, ports: parsePorts('22,80,443').tcp, excluded: [[1, 2]] });
  assert.equal(text.match(/^program portolan_(out|in|sock): \d+ slots$/gm)?.length, 4);
  for (const part of [/\/\/ is a frame due\?/, /\/\/ the cookie/, /call redirect/, /call ringbuf_submit/]) {
    assert.match(text, part);
  }
  assert.match(text, /call skb_load_bytes/);
  const large = { ...SPEC, targets: [[0, 2 ** 24]] as const };
  assert.throws(() => explainBpf(large), { code: 'E_NO_XDP' });
});
