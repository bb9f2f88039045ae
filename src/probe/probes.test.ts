// What is true of every probe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as words from '../finding/words.schema.ts';
import * as ethernet from '../wire/ethernet.ts';
import * as ipv4 from '../wire/ipv4.ts';
import { u8 } from '../wire/values.test-data.ts';
import { createAnswer, MUST_BE_RIGHT, NONE } from './answer.ts';
import { packetOf, patched, readWith, seal, values } from './form.test-data.ts';
import { carriesCookie, withTtl } from './form.ts';
import { type Probe, type ProbeForm, prepare } from './probe.ts';
import { PROBES, probeNamed } from './probes.ts';
import { PAYLOAD_MOST } from './udp/payload.ts';
import { datagramForm } from './udp/udp.ts';

const FORMS: readonly { readonly probe: Probe; readonly form: ProbeForm }[] = [
  ...Object.values(PROBES).flatMap((probe: Probe) => probe.forms.map((form) => ({ probe, form }))),
  // Payloads as long as they may be, of which only the sum must be right.
  ...[PAYLOAD_MOST, PAYLOAD_MOST - 1].map((length) => ({
    probe: PROBES.udp,
    form: datagramForm(new Uint8Array(length).fill(0xff)),
  })),
];

test('with another time to live a packet differs in that and in its header checksum alone, which is right', () => {
  for (const { probe, form } of FORMS) {
    for (const ttl of [1, 63, 64, 65, 255]) {
      const [changed] = withTtl([form], ttl);
      fc.assert(
        fc.property(values, (from) => {
          const [before, after] = [patched(probe, form, from), patched(probe, changed, from)];
          if (form.etherType !== ethernet.TYPE_IPV4) return assert.deepEqual(after, before);
          assert.equal(ipv4.ttl(after, 0), ttl);
          assert.ok(ipv4.isIntact(after, 0));
          for (const at of [ipv4.OFFSET.ttl, ipv4.OFFSET.checksum, ipv4.OFFSET.checksum + 1]) before[at] = after[at];
          assert.deepEqual(after, before);
        }),
        { numRuns: 20 },
      );
      assert.deepEqual(patched(probe, changed, ENDS), packetOf(changed, ENDS), 'as the emitter makes it');
    }
  }
  assert.equal(withTtl(PROBES.syn.forms, null), PROBES.syn.forms);
});

const ENDS = { source: 0xffffffff, destination: 0, sourcePort: 0xffff, destinationPort: 0, cookie: 0xffffffff };

test('each is there under its own name', () => {
  for (const [name, probe] of Object.entries(PROBES)) {
    assert.equal(probe.name, name);
    assert.ok(words.probe.safeParse(name).success, `${name} is a word that a finding takes`);
    assert.equal(probeNamed(name), probe);
  }
  assert.equal(probeNamed('several'), null);
  assert.equal(probeNamed('constructor'), null);
});

for (const { probe, form } of FORMS) {
  test(`${probe.name}, ${form.template.length} bytes: patched by hand and made from its data, byte for byte`, () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), fc.constantFrom(14, 64), (list, offset) => {
        const bytes = new Uint8Array(offset + form.template.length + 64).fill(0xee);
        prepare(form, bytes, offset, 14);
        const before = bytes.slice();
        // Patched again and again, as a slot is: nothing of the one before may shine through.
        for (const { source, destination, sourcePort, destinationPort, cookie } of list) {
          bytes.set([0x02, 0x66, 0x77, 0x88, 0x99, 0xaa], offset - 8);
          probe.patch(form, bytes, offset, source, destination, sourcePort, destinationPort, cookie);
          const made = packetOf(form, { source, destination, sourcePort, destinationPort, cookie });
          assert.deepEqual(bytes.slice(offset, offset + made.length), made);
        }
        assert.deepEqual(bytes.subarray(0, offset - 8), before.subarray(0, offset - 8));
        const end = offset + form.template.length;
        assert.deepEqual(bytes.subarray(end), before.subarray(end));
      }),
      { numRuns: 500 },
    );
  });

  test(`${probe.name}, ${form.template.length} bytes: at the ends of the ranges, and through every carry of the checksums`, () => {
    for (let low = 0; low < 65_536; low += low < 0xff00 && low > 0x100 ? 251 : 1) {
      for (const high of [0, 0xffff0000]) {
        const word = (high + low) >>> 0;
        const from = { source: word, destination: 0xffffffff, sourcePort: low, destinationPort: low, cookie: word };
        if (Buffer.compare(patched(probe, form, from), packetOf(form, from)) !== 0) assert.fail(`${word}`);
      }
    }
  });

  test(`${probe.name}, ${form.template.length} bytes: fits any frame, says its length, with no odd field and no MAC address in a checksum`, () => {
    assert.ok(form.template.length <= 28 + PAYLOAD_MOST);
    if (form.etherType === ethernet.TYPE_IPV4) assert.equal(ipv4.totalLength(form.template, 0), form.template.length);
    for (const { field, at } of form.patches) {
      assert.equal(at % 2, 0, field);
      const length = field === 'sourceMac' ? 6 : /Port|Low/.test(field) ? 2 : 4;
      assert.ok(at + length <= form.template.length);
      assert.ok(form.template.subarray(at, at + length).every((byte) => byte === 0));
    }
    for (const { fields, sum } of form.checksums) {
      assert.ok(!fields.includes('sourceMac') && sum <= 0xffff);
      // The emitter adds up once what all checksums have in common.
      for (const field of fields) assert.equal(fields.filter((each) => each === field).length, 1, field);
    }
  });
}

test('prepare: the EtherType only where there is an Ethernet header', () => {
  for (const { form } of FORMS) {
    for (const linkHeader of [0, 14] as const) {
      const bytes = new Uint8Array(20 + form.template.length).fill(0xee);
      prepare(form, bytes, 20, linkHeader);
      const type = (bytes[18] << 8) | bytes[19];
      assert.equal(type, linkHeader === 0 ? 0xeeee : form.etherType);
      assert.ok(bytes.subarray(0, 18).every((byte) => byte === 0xee));
    }
  }
});

test('forms of a probe: one EtherType and the same patches, so that the table may change them', () => {
  for (const { forms, protocol } of Object.values(PROBES) as Probe[]) {
    assert.ok(forms.length <= 256);
    for (const { etherType, patches } of forms) {
      assert.equal(etherType, forms[0].etherType);
      if (protocol !== 'any') assert.deepEqual(patches, forms[0].patches);
    }
  }
});

test('who carries a cookie: all but ARP', () => {
  for (const { probe, form } of FORMS) assert.equal(carriesCookie(form), probe.name !== 'arp');
});

test('a probe is no answer, to itself or another', () => {
  fc.assert(
    fc.property(
      values,
      fc.constantFrom(...FORMS),
      fc.constantFrom(...Object.values(PROBES)),
      (from, { probe: asking, form }, probe) => {
        // A datagram looks the same both ways; it does not come to the address that sent it.
        const isDatagram = form.template[ipv4.OFFSET.protocol] === ipv4.PROTOCOL_UDP && asking.protocol !== 'arp';
        if (isDatagram && /udp|any/.test(probe.protocol)) return;
        assert.equal(readWith(probe, packetOf(form, from)).kind, NONE);
      },
    ),
  );
});

/** Bytes that nearly are an answer: the beginnings of each kind, and anything. */
const beginnings = fc.constantFrom(
  [0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0],
  [0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0],
  [0x45, 0, 0, 56, 0, 0, 0, 0, 64, 1, 0, 0, 198, 19, 0, 1, 198, 18, 0, 1, 0, 0, 0, 0],
  [
    0x45, 0, 0, 56, 0, 0, 0, 0, 64, 1, 0, 0, 198, 19, 0, 1, 198, 18, 0, 1, 3, 3, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 28, 0, 1,
    0, 0, 64, 17,
  ],
  [
    0x46, 0, 0, 56, 0, 0, 0, 0, 64, 1, 0, 0, 198, 19, 0, 1, 198, 18, 0, 1, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0x46, 0,
    0, 28, 0, 1, 0, 0, 64, 1,
  ],
  [0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 1],
  [],
);

for (const probe of Object.values(PROBES)) {
  test(`${probe.name}: any bytes, cut anywhere: never throws, never reads outside its packet`, () => {
    const around = fc.uint8Array({ minLength: 200, maxLength: 200 });
    const changes = fc.array(fc.tuple(fc.nat(), u8), { maxLength: 4 });
    const tails = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(
        beginnings,
        tails,
        changes,
        fc.option(fc.nat(120)),
        fc.nat(60),
        around,
        around,
        (head, tail, list, cut, at, a, b) => {
          const packet = Uint8Array.from([...head, ...tail]).slice(0, cut ?? 1000);
          for (const [place, value] of list) if (packet.length > 0) packet[place % packet.length] = value;
          if (at % 2 === 0) seal(packet);
          const within = (surroundings: Uint8Array) => {
            const held = new Uint8Array(surroundings.length + packet.length);
            held.set(surroundings.subarray(0, at));
            held.set(packet, at);
            held.set(surroundings.subarray(at), at + packet.length);
            const answer = createAnswer();
            return { kind: probe.read(held, at, at + packet.length, 0, MUST_BE_RIGHT, answer), answer };
          };
          const alone = readWith(probe, packet);
          for (const { kind, answer } of [within(a), within(b)]) {
            assert.equal(kind, alone.kind);
            if (kind !== NONE) assert.deepEqual(answer, alone.answer);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test(`${probe.name}: an end before the beginning is nothing`, () => {
    const bytes = new Uint8Array(200);
    for (const end of [-1, 0, 19]) assert.equal(probe.read(bytes, 0, end, 0, MUST_BE_RIGHT, createAnswer()), NONE);
    assert.equal(probe.read(bytes, 100, 40, 0, MUST_BE_RIGHT, createAnswer()), NONE);
  });
}
