import assert from 'node:assert/strict';
import test from 'node:test';
import { busiest, byDestination, parsePcap, perWindow } from './capture.ts';

function pcap(link: number, frames: readonly (readonly [seconds: number, nanoseconds: number, hex: string])[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b23c4d);
  header.writeUInt32LE(link, 20);
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

const IP = '45000028 00000000 40060000 c6120001 c6130001 9c40 0050 00000000';
const ARP = '0001 0800 0604 0001 02aabbccddee c6120001 000000000000 c6130002';

test('capture: times, addresses and ports are read, on Ethernet and raw IP', () => {
  const captured = parsePcap(
    pcap(1, [
      [1, 500_000, `020000000002 020000000001 0800 ${IP}`],
      [1, 900_000, `ffffffffffff 020000000001 0806 ${ARP}`],
      [2, 0, 'ffff'],
    ]),
  );
  assert.deepEqual([...captured.times], [1000.5, 1000.9, 2000]);
  assert.deepEqual([...captured.ports], [80, 0, 0]);
  assert.deepEqual(
    [...byDestination(captured)],
    [
      ['198.19.0.1', 1],
      ['198.19.0.2', 1],
      ['0.0.0.0', 1],
    ],
  );
  assert.deepEqual([...parsePcap(pcap(101, [[0, 0, IP]])).ports], [80]);
});

test('capture: a torn record ends the reading, a foreign file is refused', () => {
  const file = pcap(101, [
    [0, 0, IP],
    [0, 0, IP],
  ]);
  assert.equal(parsePcap(file.subarray(0, file.length - 1)).times.length, 1);
  assert.throws(() => parsePcap(Buffer.alloc(24)), { code: 'E_LAB_CAPTURE' });
});

test('capture: the busiest window is found wherever it starts', () => {
  const times = Float64Array.of(0, 60, 99, 101, 150, 300);
  assert.equal(busiest(times, 100), 4); // 60 to 150
  assert.deepEqual(perWindow(times, 100), [3, 2, 0, 1]);
  assert.equal(busiest(new Float64Array(0), 100), 0);
  // The window is half open: frames 100 ms apart are not in one.
  assert.equal(busiest(Float64Array.of(0, 100), 100), 1);
});
