import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as codec from '../wire/arp.ts';
import { u8 } from '../wire/values.test-data.ts';
import { NO_COOKIE, NO_PORT, NONE, OPEN } from './answer.ts';
import { arp, REQUEST } from './arp.ts';
import { OUR_MAC, patched, readWith, type Values, values } from './form.test-data.ts';

const OURS = { source: 0xc6120001, destination: 0xc612000a, sourcePort: 40_001, destinationPort: 0, cookie: 1 };
const mac = fc.tuple(u8, u8, u8, u8, u8, u8).map((bytes) => Uint8Array.from(bytes));

test('a request, literally; our MAC address is the one that the frame is sent from', () => {
  const hex = '0001080006040001' + '0266778899aa' + 'c6120001' + '000000000000' + 'c612000a';
  assert.equal(Buffer.from(patched(arp, REQUEST, OURS)).toString('hex'), hex);
});

test('byte for byte what the codec makes', () => {
  fc.assert(
    fc.property(values, (from) => {
      const bytes = new Uint8Array(28);
      codec.emit(bytes, 0, {
        operation: codec.REQUEST,
        senderMac: OUR_MAC,
        senderAddress: from.source,
        targetMac: new Uint8Array(6),
        targetAddress: from.destination,
      });
      assert.deepEqual(patched(arp, REQUEST, from), bytes);
    }),
    { numRuns: 300 },
  );
});

function replyTo({ source, destination }: Values, senderMac: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(28);
  const addresses = { senderMac, senderAddress: destination, targetMac: OUR_MAC, targetAddress: source };
  codec.emit(bytes, 0, { operation: codec.REPLY, ...addresses });
  return bytes;
}

test('a reply: the host is there; its MAC address in two parts, and neither cookie nor port', () => {
  fc.assert(
    fc.property(values, mac, fc.nat(18), (from, senderMac, padding) => {
      const [first] = senderMac;
      fc.pre((first & 1) === 0 && senderMac.some((byte) => byte > 0));
      const packet = Uint8Array.from([...replyTo(from, senderMac), ...new Uint8Array(padding).fill(0xee)]);
      const { kind, answer } = readWith(arp, packet);
      assert.equal(kind, OPEN);
      const { icmp, icmpSource, ...rest } = answer;
      const shown = icmp.toString(16).padStart(4, '0') + icmpSource.toString(16).padStart(8, '0');
      assert.equal(shown, Buffer.from(senderMac).toString('hex'));
      const none = {
        port: 0,
        ourPort: NO_PORT,
        cookie: 0,
        cookieMask: NO_COOKIE,
        cookieSlack: 0,
        ttl: 0,
        window: 0,
        payloadAt: 0,
        payloadLength: 0,
      };
      assert.deepEqual(rest, { host: from.destination, ourAddress: from.source, ...none });
    }),
  );
});

test('what is no answer', () => {
  const theirs = Uint8Array.of(0x02, 1, 2, 3, 4, 5);
  const reply = replyTo(OURS, theirs);
  const changed = (at: number, value: number): Uint8Array => reply.slice().fill(value, at, at + 1);
  assert.equal(readWith(arp, reply).kind, OPEN);
  const refused: [string, Uint8Array][] = [
    ['a request', changed(7, 1)],
    ['reverse ARP', changed(7, 4)],
    ['an operation above 255', changed(6, 1)],
    ['another hardware', changed(1, 6)],
    ['another protocol', changed(2, 0x86)],
    ['longer hardware addresses', changed(4, 8)],
    ['longer protocol addresses', changed(5, 16)],
    ['a group as the sender', changed(8, 3)],
    ['everyone as the sender', replyTo(OURS, new Uint8Array(6).fill(255))],
    ['nobody as the sender', replyTo(OURS, new Uint8Array(6))],
    ['cut off', reply.slice(0, 27)],
    ['nothing', new Uint8Array(0)],
  ];
  for (const [what, packet] of refused) assert.equal(readWith(arp, packet).kind, NONE, what);
  // Every half of an address alone is one.
  assert.equal(readWith(arp, replyTo(OURS, Uint8Array.of(2, 0, 0, 0, 0, 0))).kind, OPEN);
  assert.equal(readWith(arp, replyTo(OURS, Uint8Array.of(0, 0, 0, 0, 0, 1))).kind, OPEN);
});
