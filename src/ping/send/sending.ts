// Makes probes and sends them: what is due at the same time through the same door goes with one system call.
import { emitRequest } from '../../link/arp/arp-door.ts';
import { randomBytes, randomInt } from '../../link/random.ts';
import { bootMillis, realtimeMicros } from '../../link/time.ts';
import * as arp from '../../wire/arp.ts';
import { writeU32 } from '../../wire/bytes.ts';
import * as ethernet from '../../wire/ethernet.ts';
import type { TargetState } from '../book/book.ts';
import { WAITING } from '../book/probe-table.ts';
import { type Door, SLOTS } from '../reach/doors.ts';
import type { Path } from '../reach/paths.ts';
import type { Run } from '../run.ts';
import { createHeldNotice, type HeldNotice } from './held-notice.ts';
import { QUEUE_FULL, refusalAdvice, refusalReason } from './refusals.ts';

export interface Sending {
  /** Makes a probe for a target; false where it has to wait. */
  add(target: number, now: number): boolean;
  /** Sends what was made. */
  flush(): void;
  /** Tells of interfaces that take packets no more, or again: what was held back until `now`. */
  settle(now: number): void;
}

export function createSending(run: Run): Sending {
  const { method, packet, ports, table, book, doors, epochMicros, timeoutMs } = run;
  const { targets } = book;
  const made = new Int32Array(SLOTS);
  const turns = new Uint32Array(targets.length); // by group
  if (method === 'icmp') for (let k = 0; k < turns.length; k++) turns[k] = randomInt(65536);
  const notices = new Map<Door, HeldNotice<number>>();
  const random = createRandom();
  const began = bootMillis();
  let door: Door | null = null;
  let path: Path | null = null;
  let count = 0;
  let sequence = 0;
  let sourcePort = 0;

  /** The key of a new probe, with `sequence` and `sourcePort`; -1 where the one before has to be decided first. */
  function draw(group: number, now: number): number {
    sourcePort = ports.base;
    if (method === 'tcp') {
      sourcePort += turns[group]++ & (ports.count - 1);
      do sequence = random();
      while (table.has(sequence));
      return sequence;
    }
    let key = group;
    if (method === 'udp') key = group * 65536 + ports.base + (turns[group] & (ports.count - 1));
    else if (method === 'icmp') key = group * 65536 + (turns[group] & 0xffff);
    const before = table.find(key);
    if (before >= 0 && table.state[before] === WAITING) {
      if (now - table.sentAt[before] < timeoutMs) return -1;
      book.giveUp(before, 'no-answer', 'no-response');
    }
    sequence = turns[group]++ & 0xffff;
    if (method === 'udp') sourcePort = key % 65536;
    return key;
  }

  function write(to: Door, through: Path, each: TargetState, now: number): void {
    const { buffer, slotSize } = to.sender;
    const offset = count * slotSize;
    const { address, port } = each.target;
    if (packet === null) {
      emitRequest(buffer, offset, through.sourceMac as Uint8Array, through.source);
      writeU32(buffer, offset + ethernet.HEADER_LENGTH + arp.OFFSET.targetAddress, address);
      return;
    }
    if (to.at === 14) {
      buffer.set(through.mac as Uint8Array, offset);
      buffer.set(through.sourceMac as Uint8Array, offset + ethernet.OFFSET.source);
    }
    packet.patch(buffer, offset + to.at, through.source, address, sourcePort, port, sequence, now - began);
  }

  function flush(): void {
    if (count === 0 || door === null || path === null) return;
    const leftAt = realtimeMicros() - epochMicros;
    for (let k = 0; k < count; k++) {
      table.leftAt[made[k]] = leftAt;
      table.stamped[made[k]] = 0;
    }
    for (let k = 0; k < count; ) {
      const took = door.sender.send(k, count);
      if (took > 0) {
        k += took;
        noticeOf(door, path).see(0, bootMillis());
        continue;
      }
      if (took < 0) noticeOf(door, path).see(-took, bootMillis());
      book.giveUp(made[k++], 'refused-by-us', took === 0 ? QUEUE_FULL : refusalReason(-took));
    }
    count = 0;
  }

  function noticeOf(refusing: Door, { interfaceName }: Path): HeldNotice<number> {
    let notice = notices.get(refusing);
    if (notice === undefined) {
      notice = createHeldNotice(0, (failure) => told(interfaceName, failure));
      notices.set(refusing, notice);
    }
    return notice;
  }

  /** `failure`: the errno of its refusals; 0: it sends. */
  function told(interfaceName: string, failure: number): void {
    if (failure === 0) book.notice('N_SENDING_AGAIN', `${interfaceName} takes packets again`);
    else
      book.notice(
        'N_NOT_SENT',
        `${interfaceName} takes no packets: ${refusalReason(failure)}; ${refusalAdvice(failure)}`,
      );
  }

  return {
    flush,
    settle(now) {
      for (const notice of notices.values()) notice.settle(now);
    },
    add(index, now) {
      if (!table.hasRoom()) return false;
      const each = targets[index];
      const key = draw(each.group, now);
      if (key < 0) return false;
      if (each.sent === 0) book.start(each, method === 'arp' ? 0 : sourcePort, sequence);
      const through = each.path;
      const to = through === null ? null : doors.of(through);
      if (to !== door || count === made.length) flush();
      const slot = table.add(key, bootMillis());
      table.target[slot] = index;
      table.number[slot] = ++each.sent;
      table.sequence[slot] = sequence;
      table.sourcePort[slot] = method === 'arp' ? 0 : sourcePort;
      if (through === null || to === null) {
        book.giveUp(slot, 'refused-by-us', each.refusal);
        return true;
      }
      if (packet !== null && through.nextHop !== null && through.mac === null) {
        book.giveUp(slot, 'no-answer', 'next-hop-silent');
        return true;
      }
      door = to;
      path = through;
      if (through.silentSince === 0) through.silentSince = now;
      write(to, through, each, now);
      made[count++] = slot;
      return true;
    },
  };
}

/** Unsigned 32-bit numbers that nobody can foresee. */
function createRandom(): () => number {
  const POOL = 4096;
  let pool = randomBytes(POOL);
  let at = 0;
  return () => {
    if (at === POOL) {
      pool = randomBytes(POOL);
      at = 0;
    }
    const value = pool.readUInt32LE(at);
    at += 4;
    return value;
  };
}
