import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as arp from './arp.ts';
import { ADDRESS_1, ADDRESS_2, ARP_REPLY, ARP_REQUEST, IP, MAC_1, MAC_2 } from './frames.test-data.ts';
import { arpPacket } from './values.test-data.ts';

const REQUEST: arp.Arp = {
  operation: arp.REQUEST,
  senderMac: MAC_1,
  senderAddress: ADDRESS_1,
  targetMac: new Uint8Array(6),
  targetAddress: ADDRESS_2,
};

test('a captured request', () => {
  assert.deepEqual(arp.parse(ARP_REQUEST, IP, 28), REQUEST);
});

test('a captured reply', () => {
  assert.deepEqual(arp.parse(ARP_REPLY, IP, 28), {
    operation: arp.REPLY,
    senderMac: MAC_2,
    senderAddress: ADDRESS_2,
    targetMac: MAC_1,
    targetAddress: ADDRESS_1,
  });
  assert.equal(arp.operation(ARP_REPLY, IP), arp.REPLY);
  assert.equal(arp.senderAddress(ARP_REPLY, IP), ADDRESS_2);
  assert.equal(arp.targetAddress(ARP_REPLY, IP), ADDRESS_1);
});

test('the captured request is made byte for byte', () => {
  const bytes = new Uint8Array(28).fill(0xee);
  assert.equal(arp.emit(bytes, 0, REQUEST), 28);
  assert.deepEqual(bytes, ARP_REQUEST.subarray(IP));
});

test('other hardware, other protocols and cut packets are refused', () => {
  for (const at of [0, 1, 2, 3, 4, 5]) {
    const bytes = Uint8Array.from(ARP_REQUEST);
    bytes[IP + at] ^= 4;
    assert.equal(arp.check(bytes, IP, 28), 0, `byte ${at}`);
  }
  assert.equal(arp.check(ARP_REQUEST, IP, 27), 0);
  assert.equal(arp.parse(ARP_REQUEST, IP, 27), null);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(arpPacket, fc.nat(9), (packet, offset) => {
      const bytes = new Uint8Array(offset + 28).fill(0xee);
      assert.equal(arp.emit(bytes, offset, packet), arp.LENGTH);
      assert.deepEqual(arp.parse(bytes, offset, 28), packet);
    }),
  );
});
