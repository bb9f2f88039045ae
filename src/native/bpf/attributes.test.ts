import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINK_CREATE, layoutSize, MAP_CREATE, MAP_ELEMENT, PROGRAM_LOAD, pack, TEST_RUN } from './attributes.ts';
import { parseCpuList } from './maps.ts';

test('layouts: fields are aligned, do not overlap, and end where the kernel’s do', () => {
  const sizes = { MAP_CREATE: 48, MAP_ELEMENT: 32, PROGRAM_LOAD: 72, LINK_CREATE: 16, TEST_RUN: 80 };
  const layouts = { MAP_CREATE, MAP_ELEMENT, PROGRAM_LOAD, LINK_CREATE, TEST_RUN };
  for (const [name, layout] of Object.entries(layouts)) {
    assert.equal(layoutSize(layout), sizes[name as keyof typeof sizes], name);
    let end = 0;
    for (const [offset, width] of Object.values(layout) as [number, 'u32' | 'u64' | 'name'][]) {
      const size = { u32: 4, u64: 8, name: 16 }[width];
      assert.equal(offset % Math.min(size, width === 'name' ? 4 : 8), 0, name);
      assert.ok(offset >= end, name);
      end = offset + size;
    }
  }
});

test('pack: numbers, names cut to 15 letters, and memory by its address', () => {
  const { bytes, memory } = pack(MAP_CREATE, { type: 2, flags: 1024, name: 'a_name_of_more_than_15' });
  assert.equal(bytes.readUInt32LE(0), 2);
  assert.equal(bytes.readUInt32LE(16), 1024);
  assert.equal(bytes.toString('latin1', 28, 44), 'a_name_of_more_\0');
  assert.deepEqual(memory, []);
  const key = new Uint8Array(4);
  const element = pack(MAP_ELEMENT, { map: 7, key });
  assert.equal(element.memory[0], key);
  assert.notEqual(element.bytes.readBigUInt64LE(8), 0n);
});

test('lists of processors', () => {
  assert.equal(parseCpuList('0\n'), 1);
  assert.equal(parseCpuList('0-127\n'), 128);
  assert.equal(parseCpuList('0-3,8-11\n'), 12);
  assert.throws(() => parseCpuList('\n'), { code: 'E_BPF_MAP' });
});
