import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readCapture } from './tcp-capture.ts';

function pcap(frames: readonly (readonly [seconds: number, nanoseconds: number, hex: string])[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b23c4d);
  header.writeUInt32LE(1, 20);
  const records = frames.map(([seconds, nanoseconds, text]) => {
    const frame = Buffer.from(text.replace(/\s/g, ''), 'hex');
    const record = Buffer.alloc(16);
    record.writeUInt32LE(seconds, 0);
    record.writeUInt32LE(nanoseconds, 4);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return Buffer.concat([record, frame]);
  });
  return Buffer.concat([header, ...records]);
}

const HOST = '198.19.0.1';
const ETHERNET = '020000000002 020000000001 0800';
const OUT = `${ETHERNET} 45000028 00000000 40060000 c6120001 c6130001`;
const IN = `${ETHERNET} 45000028 00000000 40060000 c6130001 c6120001`;
const SYN = '9c40 0050 fffffffe 00000000 50020000 00000000';
const SYN_ACK = '0050 9c40 00000007 ffffffff 50120000 00000000';

test('tcp-capture: direction, our port, numbers, and nanoseconds over the second', () => {
  const { firstSecond, segments } = readCapture(
    pcap([
      [1_700_000_000, 999_999_999, OUT + SYN],
      [1_700_000_001, 1, IN + SYN_ACK],
    ]),
    HOST,
  );
  assert.equal(firstSecond, 1_700_000_000);
  assert.deepEqual(segments, [
    { nanos: 999_999_999, outbound: true, port: 0x9c40, seq: 0xfffffffe, ack: 0, flags: 2 },
    { nanos: 1_000_000_001, outbound: false, port: 0x9c40, seq: 7, ack: 0xffffffff, flags: 0x12 },
  ]);
});

test('tcp-capture: other hosts, other protocols, fragments and torn frames are stepped over', () => {
  const { segments } = readCapture(
    pcap([
      [1, 0, OUT.replace('c6130001', 'c6130002') + SYN],
      [1, 0, OUT.replace('40060000', '40110000') + SYN],
      [1, 0, OUT.replace('00000000 4006', '00002000 4006') + SYN],
      [1, 0, `020000000002 020000000001 86dd ${SYN}`],
      [1, 0, OUT + SYN.slice(0, 20)],
      [1, 5, OUT + SYN],
    ]),
    HOST,
  );
  assert.deepEqual(
    segments.map(({ nanos }) => nanos),
    [5],
  );
});

test('tcp-capture: another kind of file is refused', () => {
  const micros = pcap([]);
  micros.writeUInt32LE(0xa1b2c3d4);
  const raw = pcap([]);
  raw.writeUInt32LE(101, 20);
  for (const file of [Buffer.alloc(0), micros, raw]) {
    assert.throws(() => readCapture(file, HOST), { code: 'E_BENCH_CAPTURE' });
  }
  assert.deepEqual(readCapture(pcap([]), HOST), { firstSecond: 0, segments: [] });
});

test('tcp-capture: any bytes behind the file header are read without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const whole = pcap([[1, 0, OUT + SYN]]);
      assert.ok(readCapture(Buffer.concat([whole, bytes]), HOST).segments.length >= 1);
      readCapture(Buffer.concat([whole.subarray(0, 24), bytes]), HOST);
    }),
  );
});
