import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { answer, type Counters } from './answers.ts';

const HOST = 0xc6130001;
const ROOM = 1536;

function none(): Counters {
  return {
    arp: 0,
    syn: 0,
    ack: 0,
    fin: 0,
    rst: 0,
    echo: 0,
    ignored: 0,
    synAckSent: 0,
    rstSent: 0,
    arpSent: 0,
    echoSent: 0,
  };
}

/** One host, port 80 open. */
function table(): Map<number, Uint8Array> {
  const bits = new Uint8Array(8192);
  bits[10] = 1;
  return new Map([[HOST, bits]]);
}

function ask(hex: string, counters = none()): string {
  const frame = Buffer.from(hex.replace(/\s/g, ''), 'hex');
  const bytes = new Uint8Array(ROOM);
  bytes.set(frame, 8);
  const length = answer(bytes, 8, frame.length, table(), counters);
  return Buffer.from(bytes.subarray(8, 8 + length)).toString('hex');
}

function hex(text: string): string {
  return text.replace(/\s/g, '');
}

const SYN_TO_80 = `0200c6130001 02aabbccddee 0800
  4500002c 00004000 40061096c6120001c6130001 9c40 0050 00000001 00000000 6002 0400 0000 0000 020405b4`;

test('answers: a SYN to an open port gets SYN-ACK, with right checksums', () => {
  const counters = none();
  const reply = Buffer.from(ask(SYN_TO_80, counters), 'hex');
  assert.equal(reply.subarray(0, 14).toString('hex'), hex('02aabbccddee 0200c6130001 0800'));
  assert.equal(reply.subarray(26, 34).toString('hex'), hex('c6130001 c6120001'));
  assert.equal(reply.subarray(34, 38).toString('hex'), hex('0050 9c40'));
  assert.equal(reply.readUInt32BE(42), 2, 'acknowledges seq + 1');
  assert.equal(reply[47], 0x12);
  assert.equal(onesSum(reply.subarray(14, 34)), 0xffff);
  const pseudo = Buffer.concat([reply.subarray(26, 34), Buffer.from([0, 6, 0, reply.length - 34]), reply.subarray(34)]);
  assert.equal(onesSum(pseudo), 0xffff);
  assert.deepEqual(counters, { ...none(), syn: 1, synAckSent: 1 });
});

test('answers: a SYN to a closed port gets RST-ACK', () => {
  const counters = none();
  const reply = Buffer.from(ask(SYN_TO_80.replace('0050 0000', '0051 0000'), counters), 'hex');
  assert.equal(reply.length, 54);
  assert.equal(reply.readUInt32BE(42), 2);
  assert.equal(reply[47], 0x14);
  assert.deepEqual(counters, { ...none(), syn: 1, rstSent: 1 });
});

test('answers: a sequence number wraps', () => {
  const reply = Buffer.from(ask(SYN_TO_80.replace('00000001 00000000 6002', 'ffffffff 00000000 6002')), 'hex');
  assert.equal(reply.readUInt32BE(42), 0);
});

test('answers: RST and pure ACK get nothing, FIN gets RST', () => {
  assert.equal(ask(SYN_TO_80.replace('6002', '6004')), '');
  assert.equal(ask(SYN_TO_80.replace('6002', '6010')), '');
  assert.equal(Buffer.from(ask(SYN_TO_80.replace('6002', '6011')), 'hex')[47], 4);
});

test('answers: ARP for the host only', () => {
  const request = 'ffffffffffff 02aabbccddee 0806 0001 0800 0604 0001 02aabbccddee c6120001 000000000000 c6130001';
  assert.equal(
    ask(request),
    hex('02aabbccddee 0200c6130001 0806 0001 0800 0604 0002 0200c6130001 c6130001 02aabbccddee c6120001'),
  );
  assert.equal(ask(request.replace(/c6130001$/, 'c6130002')), '');
});

test('answers: echo comes back with its data', () => {
  const request = `0200c6130001 02aabbccddee 0800
    45000020 00000000 40010000 c6120001 c6130001 0800 0000 1234 0001 deadbeef`;
  const reply = Buffer.from(ask(request), 'hex');
  assert.equal(reply[34], 0);
  assert.equal(reply.subarray(38).toString('hex'), hex('1234 0001 deadbeef'));
  assert.equal(onesSum(reply.subarray(34)), 0xffff);
});

test('answers: to nobody here, a fragment, a short packet: nothing', () => {
  for (const bad of [
    SYN_TO_80.replace('c6120001c6130001', 'c6120001c6130009'),
    SYN_TO_80.replace('00004000', '00002000'),
    SYN_TO_80.replace('4500002c', '4500002d'),
    SYN_TO_80.replace('4500002c', '45000014'),
    SYN_TO_80.replace('6002', 'f002'),
  ]) {
    const counters = none();
    assert.equal(ask(bad, counters), '');
    assert.deepEqual(counters, { ...none(), ignored: 1 });
  }
});

test('answers: any bytes whatever never throw and never touch what is not the frame’s', () => {
  const header = Buffer.from(hex(SYN_TO_80), 'hex');
  const frames = fc.oneof(
    fc.uint8Array({ maxLength: 1518 }),
    // Near a real one: a few bytes changed.
    fc.array(fc.tuple(fc.nat(header.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
      const frame = new Uint8Array(header);
      for (const [at, value] of changes) frame[at] = value;
      return frame;
    }),
  );
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = new Uint8Array(64 + ROOM).fill(0xa5);
      bytes.set(frame, 32);
      const length = answer(bytes, 32, frame.length, table(), none());
      assert.ok(length >= 0 && length <= Math.max(frame.length, 64));
      assert.ok(bytes.subarray(0, 32).every((byte) => byte === 0xa5));
      assert.ok(bytes.subarray(32 + Math.max(frame.length, 64)).every((byte) => byte === 0xa5));
    }),
    { numRuns: 2000 },
  );
});

/** RFC 1071: over a right checksum the ones' complement sum is all ones. */
function onesSum(bytes: Uint8Array): number {
  let total = 0;
  for (let index = 0; index < bytes.length; index++) total += index & 1 ? bytes[index] : bytes[index] << 8;
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}
