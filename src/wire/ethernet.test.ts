import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as ethernet from './ethernet.ts';
import { ARP_REQUEST, DOUBLE_TAGGED, MAC_1, MAC_2, TAGGED } from './frames.test-data.ts';
import { ethernetFrame } from './values.test-data.ts';

test('a frame without tags', () => {
  assert.deepEqual(ethernet.parse(ARP_REQUEST, 0, ARP_REQUEST.length), {
    destination: new Uint8Array(6).fill(0xff),
    source: MAC_1,
    tags: [],
    etherType: ethernet.TYPE_ARP,
    headerLength: 14,
  });
});

test('a frame with a VLAN tag', () => {
  assert.deepEqual(ethernet.parse(TAGGED, 0, TAGGED.length), {
    destination: MAC_1,
    source: MAC_2,
    tags: [{ type: ethernet.TYPE_VLAN, id: 10, priority: 5, dropEligible: false }],
    etherType: ethernet.TYPE_IPV4,
    headerLength: 18,
  });
  assert.equal(ethernet.etherType(TAGGED, 0, 18), ethernet.TYPE_IPV4);
  assert.equal(TAGGED[18], 0x45);
});

test('a frame with stacked tags', () => {
  assert.deepEqual(ethernet.parse(DOUBLE_TAGGED, 0, DOUBLE_TAGGED.length), {
    destination: MAC_1,
    source: MAC_2,
    tags: [
      { type: ethernet.TYPE_SERVICE_VLAN, id: 20, priority: 0, dropEligible: true },
      { type: ethernet.TYPE_VLAN, id: 4094, priority: 0, dropEligible: false },
    ],
    etherType: ethernet.TYPE_ARP,
    headerLength: 22,
  });
});

test('what is cut in the header is no frame', () => {
  for (const [frame, header] of [
    [ARP_REQUEST, 14],
    [TAGGED, 18],
    [DOUBLE_TAGGED, 22],
  ] as const) {
    assert.equal(ethernet.check(frame, 0, header), header);
    for (let length = 0; length < header; length++) assert.equal(ethernet.check(frame, 0, length), 0, `${length}`);
  }
});

test('the captured frames are made byte for byte', () => {
  for (const frame of [ARP_REQUEST, TAGGED, DOUBLE_TAGGED]) {
    const parsed = ethernet.parse(frame, 0, frame.length);
    assert.ok(parsed);
    const bytes = new Uint8Array(ethernet.HEADER_LENGTH + parsed.tags.length * ethernet.TAG_LENGTH);
    assert.equal(ethernet.emit(bytes, 0, parsed), bytes.length);
    assert.deepEqual(bytes, frame.subarray(0, bytes.length));
  }
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(ethernetFrame, fc.nat(9), (frame, offset) => {
      const bytes = new Uint8Array(offset + 22).fill(0xee);
      const headerLength = ethernet.emit(bytes, offset, frame);
      assert.deepEqual(ethernet.parse(bytes, offset, headerLength), { ...frame, headerLength });
    }),
  );
});

test('a third tag cannot be made', () => {
  const tag = { type: ethernet.TYPE_VLAN, id: 1, priority: 0, dropEligible: false };
  const frame = { destination: MAC_1, source: MAC_2, tags: [tag, tag, tag], etherType: ethernet.TYPE_IPV4 };
  assert.throws(() => ethernet.emit(new Uint8Array(64), 0, frame), /E_VLAN_TAGS: 3 tags/);
  assert.throws(() => ethernet.emit(new Uint8Array(17), 0, { ...frame, tags: [tag] }), /E_NO_ROOM: 18 bytes/);
});
