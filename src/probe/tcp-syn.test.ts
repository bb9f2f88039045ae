import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import { prepare } from './probe.ts';
import { ipHeader, make, NOTHING, type Probe, probe } from './tcp-syn.test-data.ts';
import { BARE_SYN, MSS_SYN, tcpSyn } from './tcp-syn.ts';

const FORMS = [
  { name: 'bare', form: BARE_SYN, length: 40, options: [] },
  { name: 'with MSS', form: MSS_SYN, length: 44, options: [{ type: 'maximum-segment-size', size: 1460 }] },
] as const;

/** The same packet by the codecs. */
function expected(values: Probe, options: tcp.Tcp['options']): Uint8Array {
  const bytes = new Uint8Array(64);
  const segment = { ...values, acknowledgement: 0, flags: tcp.SYN, window: 64_240, urgentPointer: 0, options };
  const length = tcp.emit(bytes, 20, { ...segment, payload: NOTHING }, values.source, values.destination);
  ipv4.emit(bytes, 0, ipHeader(values.source, values.destination, ipv4.PROTOCOL_TCP, length));
  return bytes.slice(0, 20 + length);
}

for (const { name, form, length, options } of FORMS) {
  test(`${name}: byte for byte what the codecs make, both checksums right`, () => {
    fc.assert(
      fc.property(fc.array(probe, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 14, 64), (list, offset) => {
        const bytes = new Uint8Array(200).fill(0xee);
        prepare(form, bytes, offset, 0);
        // Patched again and again, as a slot is: nothing of the one before may shine through.
        for (const values of list) {
          make(form, bytes, offset, values);
          assert.deepEqual(bytes.slice(offset, offset + length), expected(values, options));
          assert.ok(ipv4.isIntact(bytes, offset));
          assert.ok(tcp.isIntact(bytes, offset + 20, length - 20, values.source, values.destination));
        }
        assert.ok(bytes.subarray(0, offset).every((byte) => byte === 0xee));
        assert.ok(bytes.subarray(offset + length).every((byte) => byte === 0xee));
      }),
      { numRuns: 500 },
    );
  });

  test(`${name}: the values at the ends of their ranges`, () => {
    for (const value of [0, 0xffffffff, 0xffff0000, 0x0000ffff, 0x80000000]) {
      const port = value & 0xffff;
      const values = { source: value, destination: value, sourcePort: port, destinationPort: port, sequence: value };
      const bytes = new Uint8Array(length);
      prepare(form, bytes, 0, 0);
      make(form, bytes, 0, values);
      assert.deepEqual(bytes, expected(values, options));
    }
  });
}

test('checksums stay right through every carry', () => {
  const bytes = new Uint8Array(44);
  for (const { form } of FORMS) {
    prepare(form, bytes, 0, 0);
    for (let low = 0; low < 65_536; low++) {
      const address = 0xfffe0000 + low;
      tcpSyn.patch(form, bytes, 0, address, 0xffffffff, 0xffff, 0xffff, 0xffff0000 + low);
      if (!ipv4.isIntact(bytes, 0)) assert.fail(`IPv4 header from ${address}`);
      if (!tcp.isIntact(bytes, 20, form.template.length - 20, address, 0xffffffff)) assert.fail(`TCP from ${address}`);
    }
  }
});

test('a bare SYN, literally', () => {
  const bytes = new Uint8Array(40);
  prepare(BARE_SYN, bytes, 0, 0);
  tcpSyn.patch(BARE_SYN, bytes, 0, 0xc6124d01, 0xc6124d02, 40_001, 443, 0x01020304);
  const hex = '4500002800004000400614a8c6124d01c6124d02' + '9c4101bb0102030400000000' + '5002faf0ecc60000';
  assert.equal(Buffer.from(bytes).toString('hex'), hex);
});
