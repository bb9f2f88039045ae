// How machines answer datagrams: at ports that are open, each in its own words; elsewhere with port unreachable (RFC 1122 section 3.2.2.1).
//
//  1. What is sent to a group reaches each machine that has joined it at that port; it answers by unicast, as RFC 6762 section 6.7 and SSDP
//     want it for askers that do not listen at the group's port.
//  2. A datagram to a group is refused by nobody.
import * as ipv4 from '../../src/wire/ipv4.ts';
import * as udp from '../../src/wire/udp.ts';
import { addressNumber } from '../network/addresses.ts';
import { refuseDatagram } from './answer-icmp.ts';
import { emitUdp, IP_AT } from './emit.ts';
import type { Datagrams } from './host.ts';
import { isLost, type Link } from './link.ts';
import type { Machine } from './machine.ts';

export interface UdpSide {
  readonly counters: { datagrams: number };
  receive(machine: Machine, frame: Uint8Array, at: number, length: number, total: number, now: number): void;
  receiveGroup(frame: Uint8Array, at: number, length: number, group: number, now: number): void;
}

const ALL = new Uint8Array(6).fill(0xff);
const BROADCAST = 0xffffffff;

interface Member {
  readonly machine: Machine;
  readonly talk: Datagrams;
}

export function createUdpSide(link: Link, machines: readonly Machine[]): UdpSide {
  const counters = { datagrams: 0 };
  /** By group and port. */
  const members = new Map<string, Member[]>();
  for (const machine of machines) {
    for (const [port, talk] of machine.udp) {
      for (const group of talk.groups ?? []) {
        const key = `${addressNumber(group)} ${port}`;
        members.set(key, [...(members.get(key) ?? []), { machine, talk }]);
      }
    }
  }

  function isGood(frame: Uint8Array, at: number, length: number): boolean {
    const [from, to] = [ipv4.source(frame, IP_AT), ipv4.destination(frame, IP_AT)];
    return udp.check(frame, at, length) !== 0 && udp.isIntact(frame, at, length, from, to);
  }

  function answer(machine: Machine, talk: Datagrams, frame: Uint8Array, at: number, length: number, now: number): void {
    counters.datagrams++;
    const heard = Buffer.from(
      frame.slice(at + udp.HEADER_LENGTH, at + udp.HEADER_LENGTH + udp.payloadLength(frame, at, length)),
    );
    const said = talk.answer(heard);
    if (said === null) return;
    const bytes = typeof said === 'string' ? Buffer.from(said, 'latin1') : said;
    const port = udp.destinationPort(frame, at);
    const size =
      talk.toAll === true
        ? emitUdp(machine, ALL, 0, BROADCAST, port, port, bytes)
        : emitUdp(machine, frame, 6, ipv4.source(frame, IP_AT), port, udp.sourcePort(frame, at), bytes);
    link.send(machine, size, now);
  }

  return {
    counters,
    receive(machine, frame, at, length, total, now) {
      if (!isGood(frame, at, length)) return;
      const talk = machine.udp.get(udp.destinationPort(frame, at));
      if (talk !== undefined) {
        answer(machine, talk, frame, at, length, now);
        return;
      }
      const size = refuseDatagram(machine, frame, 0, total, now);
      if (size > 0) link.send(machine, size, now);
    },
    receiveGroup(frame, at, length, group, now) {
      if (!isGood(frame, at, length)) return;
      for (const { machine, talk } of members.get(`${group} ${udp.destinationPort(frame, at)}`) ?? []) {
        if (!isLost(machine)) answer(machine, talk, frame, at, length, now);
      }
    },
  };
}
