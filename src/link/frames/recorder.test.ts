import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as pcapng from '../../wire/pcapng.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { PacketVisitor, Receiver, Transmitter } from './frames.ts';
import { createAppender, numberIn, recordReceiver, recordTransmitter, startRecording } from './recorder.ts';

const SLOT_SIZE = 64;
const INTERFACES: EngineInterface[] = [
  { name: 'lab0', index: 7, kind: 'ethernet', linkHeader: 14 },
  { name: 'lo', index: 1, kind: 'loopback', linkHeader: 14 },
];

/** Runs `body` with a file in a folder of its own, open for appending. */
function inFolder(body: (path: string, descriptor: number) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-recorder-'));
  const path = join(folder, 'scan.pcapng');
  const descriptor = openSync(path, 'a');
  try {
    body(path, descriptor);
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
}

function blocksOf(path: string) {
  const bytes = readFileSync(path);
  const blocks = [...pcapng.walk(bytes, 0, bytes.length)];
  let length = 0;
  for (let at = 0; at < bytes.length; at += length) {
    length = pcapng.check(bytes, at, bytes.length - at);
    assert.notEqual(length, 0, `no block at ${at} of ${bytes.length}`);
  }
  return blocks;
}

function packetsOf(path: string) {
  return blocksOf(path).flatMap((block) => (block.type === 'packet' ? [block] : []));
}

/** Takes as many of a batch as the list says, one entry a call. */
function fakeTransmitter(linkHeader: 0 | 14, taken: number[]): Transmitter & { closed: boolean; lengths: unknown[] } {
  return {
    buffer: Uint8Array.from({ length: 8 * SLOT_SIZE }, (_, k) => k),
    slotSize: SLOT_SIZE,
    slots: 8,
    linkHeader,
    lengths: [],
    closed: false,
    setLength(length) {
      this.lengths.push(length);
    },
    setSlotLength(slot, length) {
      this.lengths.push([slot, length]);
    },
    send: () => taken.shift() ?? 0,
    close() {
      this.closed = true;
    },
  };
}

type Received = Parameters<PacketVisitor['packet']>;

function fakeReceiver(batches: Received[][]): Receiver & { closed: boolean } {
  return {
    fd: 99,
    closed: false,
    drain(visitor) {
      const batch = batches.shift() ?? [];
      for (const each of batch) visitor.packet(...each);
      return batch.length;
    },
    drops: () => 3,
    close() {
      this.closed = true;
    },
  };
}

test('the file begins with its section and the interfaces', () => {
  inFolder((path, descriptor) => {
    startRecording(descriptor, INTERFACES);
    assert.deepEqual(blocksOf(path), [
      { type: 'section', application: 'portolan' },
      { type: 'interface', linkType: pcapng.LINK_ETHERNET, name: 'lab0' },
      { type: 'interface', linkType: pcapng.LINK_RAW_IP, name: 'lo' },
    ]);
  });
});

test('several stages are one section: each adds its interfaces, and packets name their own', () => {
  inFolder((path, descriptor) => {
    const [lab0, lo] = INTERFACES;
    const bare = { ...lab0, kind: 'raw' } as const; // the same interface, without its link header
    const add = (each: EngineInterface, all: readonly EngineInterface[]): void => {
      const file = startRecording(descriptor, all);
      const appender = createAppender(file);
      appender.add(numberIn(file, each), 1, pcapng.INBOUND, new Uint8Array(20), 0, 20);
      appender.flush();
    };
    add(lab0, [lab0]);
    const again = openSync(path, 'a'); // each stage is handed a descriptor of its own
    try {
      const file = startRecording(again, [lo, lab0]);
      assert.deepEqual([numberIn(file, lab0), numberIn(file, lo)], [0, 1]);
    } finally {
      closeSync(again);
    }
    add(bare, [bare]);
    const [ethernet, raw] = [pcapng.LINK_ETHERNET, pcapng.LINK_RAW_IP];
    assert.deepEqual(
      blocksOf(path).map((block) => (block.type === 'packet' ? block.interfaceId : { ...block })),
      [
        { type: 'section', application: 'portolan' },
        { type: 'interface', linkType: ethernet, name: 'lab0' },
        0,
        { type: 'interface', linkType: raw, name: 'lo' },
        { type: 'interface', linkType: raw, name: 'lab0' },
        2,
      ],
    );
  });
});

test('a file that is empty is begun, also where it was begun before', () => {
  inFolder((path, descriptor) => {
    startRecording(descriptor, INTERFACES);
    truncateSync(path);
    startRecording(descriptor, INTERFACES);
    assert.deepEqual(
      blocksOf(path).map(({ type }) => type),
      ['section', 'interface', 'interface'],
    );
  });
});

test('what the kernel took is recorded, with its link header, and nothing else', () => {
  inFolder((path, descriptor) => {
    const file = startRecording(descriptor, INTERFACES);
    const inner = fakeTransmitter(14, [2, 0, -11, 3]);
    const transmitter = recordTransmitter(inner, file, 0);
    assert.equal(transmitter.buffer, inner.buffer);
    assert.deepEqual([transmitter.slots, transmitter.slotSize, transmitter.linkHeader], [8, SLOT_SIZE, 14]);
    transmitter.setLength(40);
    assert.equal(transmitter.send(0, 4), 2);
    assert.equal(transmitter.send(2, 4), 0);
    assert.equal(transmitter.send(2, 4), -11);
    transmitter.setLength(44);
    assert.equal(transmitter.send(3, 6), 3);
    assert.deepEqual(inner.lengths, [40, 44]);
    transmitter.close();
    assert.equal(inner.closed, true);

    const packets = packetsOf(path);
    assert.deepEqual(
      packets.map(({ interfaceId, direction, data, originalLength }) => ({
        interfaceId,
        direction,
        data: [...data],
        originalLength,
      })),
      [
        [0, 54],
        [1, 54],
        [3, 58],
        [4, 58],
        [5, 58],
      ].map(([slot, length]) => ({
        interfaceId: 0,
        direction: pcapng.OUTBOUND,
        data: [...inner.buffer.subarray(slot * SLOT_SIZE, slot * SLOT_SIZE + length)],
        originalLength: length,
      })),
    );
    for (let k = 1; k < packets.length; k++) assert.ok(packets[k].micros >= packets[k - 1].micros);
    assert.ok(packets[0].micros > 1.5e15);
  });
});

test('what is received is recorded with the link header, or bare, and still shown to the visitor', () => {
  inFolder((path, descriptor) => {
    const file = startRecording(descriptor, INTERFACES);
    const bytes = Uint8Array.from({ length: 300 }, (_, k) => k);
    const first: Received = [bytes, 114, 160, 7, 14, 1_700_000_000_000_000.5, true];
    const second: Received = [bytes, 200, 240, 0, 14, 1_700_000_000_000_001, false];
    for (const [id, bare] of [
      [0, false],
      [1, true],
    ] as const) {
      const inner = fakeReceiver([[first, second], [], [second]]);
      const receiver = recordReceiver(inner, file, id, bare);
      const shown: Received[] = [];
      const visitor: PacketVisitor = { packet: (...each) => shown.push(each) };
      assert.equal(receiver.fd, 99);
      assert.equal(receiver.drops(), 3);
      assert.equal(receiver.drain(visitor), 2);
      assert.equal(receiver.drain(visitor), 0);
      assert.equal(receiver.drain(visitor), 1);
      assert.deepEqual(shown, [first, second, second]);
      receiver.close();
      assert.equal(inner.closed, true);
    }
    const expected = (interfaceId: number, link: number) =>
      [first, second, second].map(([, offset, end, , , micros]) => ({
        type: 'packet' as const,
        interfaceId,
        micros,
        direction: pcapng.INBOUND,
        data: bytes.slice(offset - link, end),
        originalLength: end - offset + link,
      }));
    assert.deepEqual(packetsOf(path), [...expected(0, 14), ...expected(1, 0)]);
  });
});

test('frames of different lengths: each slot has its own', () => {
  inFolder((path, descriptor) => {
    const inner = fakeTransmitter(14, [3]);
    const transmitter = recordTransmitter(inner, startRecording(descriptor, INTERFACES), 0);
    transmitter.setLength(40);
    transmitter.setSlotLength(1, 28);
    transmitter.send(0, 3);
    assert.deepEqual(inner.lengths, [40, [1, 28]]);
    transmitter.close();
    assert.deepEqual(
      packetsOf(path).map(({ originalLength }) => originalLength),
      [54, 42, 54],
    );
  });
});

test('two who write at the same time: whole blocks, none lost, in batches far larger than the buffer', () => {
  inFolder((path, descriptor) => {
    const file = startRecording(descriptor, INTERFACES);
    const transmitter = recordTransmitter(fakeTransmitter(0, new Array(2000).fill(8)), file, 0);
    transmitter.setLength(44);
    const bytes = new Uint8Array(4096).fill(7);
    const lengths = [20, 1500, 2048, 4096];
    const batch = lengths.map((length): Received => [bytes, 0, length, 0, 0, 5, true]);
    const receiver = recordReceiver(fakeReceiver(new Array(500).fill(batch)), file, 1, true);
    const visitor: PacketVisitor = { packet() {} };
    for (let k = 0; k < 500; k++) {
      transmitter.send(0, 8);
      receiver.drain(visitor);
    }
    transmitter.close();
    receiver.close();
    const packets = packetsOf(path);
    const sent = packets.filter(({ direction }) => direction === pcapng.OUTBOUND);
    const received = packets.filter(({ direction }) => direction === pcapng.INBOUND);
    assert.equal(sent.length, 4000);
    assert.ok(sent.every(({ data }) => data.length === 44));
    assert.equal(received.length, 2000);
    received.forEach(({ data, originalLength }, k) => {
      assert.equal(originalLength, lengths[k % 4]);
      assert.equal(data.length, Math.min(2048, lengths[k % 4]), 'cut off, and said so');
    });
  });
});

test('a disk that is full is said so', { skip: process.platform === 'linux' ? false : '/dev/full is Linux' }, () => {
  const full = openSync('/dev/full', 'a');
  try {
    assert.throws(() => startRecording(full, INTERFACES), { code: 'E_PCAP_FILE', message: /ENOSPC/ });
    const transmitter = recordTransmitter(fakeTransmitter(0, [1]), { descriptor: full }, 0);
    transmitter.setLength(40);
    transmitter.send(0, 1);
    assert.throws(() => transmitter.close(), { code: 'E_PCAP_FILE' });
    const receiver = recordReceiver(fakeReceiver([]), { descriptor: full }, 0, false);
    receiver.close(); // nothing waits
  } finally {
    closeSync(full);
  }
});
