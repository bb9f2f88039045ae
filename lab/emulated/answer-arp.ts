// How machines answer ARP (RFC 826), each in its manner; and what they announce unasked (RFC 5227 section 2.3).
//
//  1. Who sleeps is not here: the link holds its frames back (see `wakesIn`).
//  2. A request is answered to who asked, by the machine's own address; a twin's answer follows at once.
//  3. Who answers only the n-th ask counts those that follow each other within FORGOTTEN_MS.
import * as arp from '../../src/wire/arp.ts';
import { emitArp, IP_AT } from './emit.ts';
import type { Link } from './link.ts';
import type { Machine } from './machine.ts';

const FORGOTTEN_MS = 3000;
const BROADCAST = new Uint8Array(6).fill(0xff);

/** Milliseconds until a sleeper hears; 0: it is awake, or never sleeps. */
export function wakesIn({ arp: manner, timestampBase }: Machine, now: number): number {
  if (manner.is !== 'asleep') return 0;
  // Each sleeper has a beat of its own.
  const phase = (now + (timestampBase % manner.cycleMs)) % manner.cycleMs;
  return phase < manner.awakeMs ? 0 : manner.cycleMs - phase;
}

function countsAsAsked(machine: Machine, now: number): boolean {
  if (machine.arp.is !== 'nth') return true;
  machine.asks = now - machine.askedAt > FORGOTTEN_MS ? 1 : machine.asks + 1;
  machine.askedAt = now;
  return machine.asks >= machine.arp.n;
}

/** To the request in `frame` for `address`, which the machine answers for. */
export function answerArp(
  machine: Machine,
  frame: Uint8Array,
  at: number,
  address: number,
  link: Link,
  now: number,
): void {
  if (!countsAsAsked(machine, now)) return;
  const packet = at + IP_AT;
  const peer = arp.senderAddress(frame, packet);
  const peerMac = at + 6;
  const late = machine.arp.is === 'late' ? machine.arp.ms : 0;
  const later = late + wakesIn(machine, now);
  link.send(machine, emitArp(machine.mac, address, frame, peerMac, peer, arp.REPLY), now, later);
  if (machine.twin === null) return;
  link.send(machine, emitArp(machine.twin, address, frame, peerMac, peer, arp.REPLY), now, later);
}

/** A gratuitous request: its own address, of itself, to all. */
export function announce(machine: Machine, link: Link, now: number): void {
  link.send(machine, emitArp(machine.mac, machine.address, BROADCAST, 0, machine.address, arp.REQUEST), now);
}
