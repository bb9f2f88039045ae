import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as frames from '../wire/frames.test-data.ts';
import * as tcp from '../wire/tcp.ts';
import { conversationFilter, KEPT } from './conversation-filter.ts';
import { reachable, runFilter } from './socket-filter.test-data.ts';

/** The SYN of the captured frames goes from port 36754 to 8080; its block of 16 begins at 36752. */
const OURS = { portBase: 36752, portCount: 16 };
const OTHERS = { portBase: 40_000, portCount: 32 };
const FLAGS = 34 + tcp.OFFSET.flags;
const PROTOCOLS = ['tcp', 'udp', 'icmp', 'arp'] as const;

function takes(frame: Uint8Array, protocol: (typeof PROTOCOLS)[number], ports = OURS): boolean {
  const bare = runFilter(conversationFilter(0, { protocol, ...ports }), frame.subarray(14));
  const framed = runFilter(conversationFilter(14, { protocol, ...ports }), frame);
  if (protocol !== 'arp') assert.equal(framed, bare);
  assert.ok(framed === 0 || framed === KEPT);
  return framed === KEPT;
}

function withFlags(frame: Uint8Array, flags: number): Uint8Array {
  const changed = frame.slice();
  changed[FLAGS] = flags;
  return changed;
}

test('conversation filter: what we send and what comes back', () => {
  assert.equal(takes(frames.SYN, 'tcp'), true);
  assert.equal(takes(frames.SYN_ACK, 'tcp'), true);
  assert.equal(takes(withFlags(frames.SYN_ACK, tcp.ACK), 'tcp'), true);
  assert.equal(takes(frames.SYN, 'udp'), false);
  assert.equal(takes(frames.SYN, 'icmp'), false);
  assert.equal(takes(frames.ARP_REPLY, 'arp'), true);
  assert.equal(takes(frames.SYN, 'arp'), false);
  assert.equal(takes(frames.ARP_REPLY, 'tcp'), false);
});

test('conversation filter: at other ports only what may acknowledge a probe', () => {
  assert.equal(takes(frames.SYN_ACK, 'tcp', OTHERS), true);
  assert.equal(takes(withFlags(frames.SYN_ACK, tcp.RST), 'tcp', OTHERS), true);
  assert.equal(takes(withFlags(frames.SYN_ACK, tcp.RST | tcp.ACK), 'tcp', OTHERS), true);
  assert.equal(takes(withFlags(frames.SYN_ACK, tcp.ACK), 'tcp', OTHERS), false);
  assert.equal(takes(withFlags(frames.SYN_ACK, tcp.ACK | tcp.PSH), 'tcp', OTHERS), false);
  assert.equal(takes(frames.SYN, 'tcp', OTHERS), false);
});

test('conversation filter: short TCP is taken, later fragments and IPv6 are not', () => {
  assert.equal(takes(frames.SYN_ACK.slice(0, 14 + 20 + 8), 'tcp', OTHERS), true);
  const fragment = frames.SYN_ACK.slice();
  fragment[14 + 7] = 1;
  assert.equal(takes(fragment, 'tcp'), false);
  const six = frames.SYN_ACK.slice();
  six[14] = 0x65;
  assert.equal(takes(six, 'tcp'), false);
});

test('conversation filter: ICMP always, whatever is pinged by IP', () => {
  const icmp = frames.SYN_ACK.slice();
  icmp[14 + 9] = 1;
  for (const protocol of ['tcp', 'udp', 'icmp'] as const) assert.equal(takes(icmp, protocol), true);
  assert.equal(takes(icmp, 'arp'), false);
});

test('conversation filter: every instruction can be reached, and none reads outside any packet', () => {
  for (const protocol of PROTOCOLS) {
    const program = conversationFilter(14, { protocol, ...OURS });
    assert.equal(reachable(program).size, program.length);
  }
  const any = fc.uint8Array({ maxLength: 80 });
  fc.assert(
    fc.property(
      any,
      fc.constantFrom(...PROTOCOLS),
      fc.constantFrom(0 as const, 14 as const),
      (bytes, protocol, link) => {
        const kept = runFilter(conversationFilter(link, { protocol, ...OURS }), bytes);
        assert.ok(kept === 0 || kept === KEPT);
      },
    ),
  );
});
