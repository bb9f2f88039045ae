// eBPF against the real kernel: what the assembler makes is what the kernel reads, and what it does is what we meant.
// Needs root; see available.ts. Programs run on frames given to them; links only in namespaces of the test's own.
import assert from 'node:assert/strict';
import {
  type Assembler,
  attachXdp,
  type BpfMap,
  createArray,
  createLiveRun,
  createMap,
  createPerCpuArray,
  indexKey,
  lookup,
  mapArray,
  openRingBuffer,
  r0,
  r1,
  r2,
  r3,
  r8,
  r10,
  remove,
  sumCounters,
  testRun,
  update,
  XDP,
} from '../src/native/bpf/index.ts';
import { FRAME, onFrame, test } from './bpf.test-data.ts';

/** Adds 1 to entry `index` of an array, by lookup; other registers than r6 to r9 are lost. */
function count(a: Assembler, map: BpfMap, index: number): void {
  const miss = a.freshLabel('miss');
  a.st32(r10, -4, index).ldmap(r1, map).mov(r2, r10).add(r2, -4).call('map_lookup_elem').jeq(r0, 0, miss);
  a.mov(r1, 1).atomicAdd64(r0, 0, r1).label(miss);
}

test('bpf: arrays in our memory: 3-byte values are 8 bytes apart, both sides see each other’s writes', () => {
  const array = createArray('odd', 3, 1000);
  const mapped = mapArray(array);
  assert.equal(mapped.stride, 8);
  assert.equal(mapped.bytes.length, 8192);
  update(array, indexKey(999), Buffer.from([1, 2, 3]));
  assert.deepEqual([...mapped.bytes.subarray(7992, 8000)], [1, 2, 3, 0, 0, 0, 0, 0]);
  mapped.bytes[0] = 77;
  assert.deepEqual(lookup(array, indexKey(0)), Buffer.from([77, 0, 0]));
  mapped.unmap();
  mapped.unmap();
  array.close();
});

test('bpf: map values by address, without a lookup', () => {
  const words = createArray('words', 64, 1);
  const mapped = mapArray(words);
  const loaded = onFrame((a) => {
    a.ldvalue(r1, words, 16).ldx64(r2, r1, 0).add(r2, 5).stx64(r1, 8, r2).mov(r0, XDP.pass);
  });
  new BigUint64Array(mapped.memory, 16, 1)[0] = 37n;
  testRun(loaded, FRAME);
  assert.equal(new BigUint64Array(mapped.memory, 24, 1)[0], 42n);
  loaded.close();
  mapped.unmap();
  words.close();
});

test('bpf: per-processor counters and atomic ones add up', () => {
  const perCpu = createPerCpuArray('per_cpu', 8, 4);
  const shared = createArray('shared', 8, 4);
  const loaded = onFrame((a) => {
    count(a, perCpu, 2);
    count(a, shared, 3);
    a.mov(r0, XDP.pass);
  });
  testRun(loaded, FRAME, 1000);
  assert.deepEqual(sumCounters(perCpu, 2), [1000]);
  assert.deepEqual(sumCounters(perCpu, 1), [0]);
  assert.equal(lookup(shared, indexKey(3))?.readBigUInt64LE(), 1000n);
  assert.throws(() => sumCounters(perCpu, 4), { code: 'E_BPF_MAP' });
  for (const each of [loaded, perCpu, shared]) each.close();
});

test('bpf: hash maps: put, found, replaced, removed; sizes are checked', () => {
  const map = createMap({ name: 'hash', kind: 'hash', keySize: 8, valueSize: 4, entries: 10, lazy: true });
  const key = Buffer.from('12345678');
  assert.equal(lookup(map, key), null);
  update(map, key, Buffer.from('abcd'), 'onlyNew');
  assert.equal(lookup(map, key)?.toString(), 'abcd');
  assert.throws(() => update(map, key, Buffer.from('efgh'), 'onlyNew'), { code: 'E_BPF_MAP', errno: 'EEXIST' });
  assert.throws(() => update(map, key, Buffer.from('abc')), { code: 'E_BPF_MAP', message: /4 bytes, not 3/ });
  assert.throws(() => lookup(map, Buffer.from('x')), { code: 'E_BPF_MAP', message: /8 bytes, not 1/ });
  assert.equal(remove(map, key), true);
  assert.equal(remove(map, key), false);
  assert.throws(() => mapArray(map), { code: 'E_BPF_MAP' });
  map.close();
});

test('bpf: a map the kernel cannot make is refused with its name', () => {
  const bad = { name: 'bad', kind: 'ringBuffer', keySize: 0, valueSize: 0, entries: 1000 } as const;
  assert.throws(() => createMap(bad), { code: 'E_BPF_MAP', errno: 'EINVAL', message: /"bad"/ });
});

test('bpf: ring buffer: records come in order, over its end, discarded and overflowing ones left out', () => {
  const size = 4096;
  const map = createMap({ name: 'events', kind: 'ringBuffer', keySize: 0, valueSize: 0, entries: size });
  const lost = createArray('lost', 8, 1);
  const ring = openRingBuffer(map);
  // Writes the frame's first 8 bytes and four more; discards it where the first byte is 255.
  const loaded = onFrame((a) => {
    a.ldmap(r1, map).mov(r2, 12).mov(r3, 0).call('ringbuf_reserve').jeq(r0, 0, 'full');
    a.ldx64(r1, r8, 0).stx64(r0, 0, r1).st32(r0, 8, 0xabcdef).mov(r1, r0).mov(r2, 0);
    a.ldx8(r3, r8, 0).jeq(r3, 255, 'discard').call('ringbuf_submit').mov(r0, XDP.pass).exit();
    a.label('discard').call('ringbuf_discard').mov(r0, XDP.pass).exit();
    a.label('full');
    count(a, lost, 0);
    a.mov(r0, XDP.drop);
  });
  const frame = Buffer.alloc(64);
  let written = 0;
  let read = 0;
  const write = (first: number): void => {
    frame[0] = first;
    frame.writeUInt32LE(written++, 4);
    testRun(loaded, frame);
  };
  assert.equal(ring.next(), -1);
  for (let round = 0; round < 200; round++) {
    for (let k = 0; k < 7; k++) write(k);
    write(255);
    for (let k = 0; k < 7; k++) {
      const at = ring.next();
      assert.ok(at >= 0);
      assert.equal(ring.length(), 12);
      assert.equal(ring.bytes[at], k);
      assert.equal(ring.view.getUint32(at + 4, true), read++);
      assert.equal(ring.view.getUint32(at + 8, true), 0xabcdef);
    }
    read++;
    assert.equal(ring.next(), -1);
    ring.release();
    assert.equal(ring.waiting(), 0);
  }
  // Until it is full: each record takes 8 bytes of header and 12 in whole 8 bytes.
  for (let k = 0; k < 300; k++) write(1);
  assert.equal(ring.waiting(), Math.floor(size / 24) * 24);
  assert.equal(lookup(lost, indexKey(0))?.readBigUInt64LE(), BigInt(300 - Math.floor(size / 24)));
  let found = 0;
  while (ring.next() >= 0) found++;
  assert.equal(found, Math.floor(size / 24));
  ring.release();
  write(9);
  assert.equal(ring.bytes[ring.next()], 9);
  ring.unmap();
  for (const each of [loaded, map, lost]) each.close();
});

test('bpf: live frames run as often as asked, in batches', () => {
  const counter = createArray('counter', 8, 1);
  const loaded = onFrame((a) => {
    count(a, counter, 0);
    a.mov(r0, XDP.drop);
  });
  const run = createLiveRun(loaded, { frame: FRAME, batchSize: 64 });
  assert.equal(run(1), true);
  assert.equal(run(1000), true);
  assert.equal(lookup(counter, indexKey(0))?.readBigUInt64LE(), 1001n);
  assert.throws(() => createLiveRun(loaded, { frame: FRAME, batchSize: 257 }), { code: 'E_BPF_RUN' });
  assert.throws(() => testRun(loaded, Buffer.alloc(13)), { code: 'E_BPF_RUN' });
  loaded.close();
  counter.close();
});

test('bpf: an interface that is not there', () => {
  const loaded = onFrame((a) => a.mov(r0, XDP.pass));
  assert.throws(() => attachXdp(loaded, 0x7fffffff, 'native'), { code: 'E_XDP_UNSUPPORTED', errno: 'EINVAL' });
  loaded.close();
});
