// The ears and the voice of whoever follows next hops: ARP on some interfaces, and the news of the kernel's neighbour table.
import { type ArpSocket, EVERYTHING, openArpSocket } from '../../native/arp-socket.ts';
import { createMessageBatch, type MessageBatch } from '../../native/message-batch.ts';
import { type NeighbourNews, openNeighbourNews } from '../../native/netlink/netlink.ts';
import { openPacketSender } from '../../native/packet-socket.ts';
import { closeSocket } from '../../native/sockets.ts';
import * as arp from '../../wire/arp.ts';
import { writeU32 } from '../../wire/bytes.ts';
import * as ethernet from '../../wire/ethernet.ts';
import { emitRequest } from '../arp/arp-door.ts';
import { ARP, isHostMac, isReplyToUs } from '../arp/arp-rules.ts';
import type { HopFollower } from './hop-follower.ts';

/** An interface with ARP, and our addresses that ask there. */
export interface LineEnd {
  readonly interfaceIndex: number;
  readonly sourceMac: Uint8Array;
  readonly sources: readonly number[];
}

export interface HopLine {
  /** Tells what was heard since the last call, a bounded number of frames. Never waits. */
  listen(follower: Pick<HopFollower, 'replied' | 'said' | 'ordered'>, now: number): void;
  /** Asks for an address from one of ours; false where it did not leave. */
  ask(interfaceIndex: number, source: number, address: number): boolean;
  close(): void;
}

/** Frames that one call takes from an interface, so that a flood of ARP holds nobody up. */
const FRAMES_MOST = 256;
const FRAME_LENGTH = ethernet.HEADER_LENGTH + arp.LENGTH;

interface OpenEnd extends LineEnd {
  readonly socket: ArpSocket;
  readonly fd: number;
  readonly batch: MessageBatch;
  readonly ours: ReadonlySet<number>;
}

/** One that is opened when it is needed: its sockets take the kernel half a millisecond. */
export interface LateHopLine extends HopLine {
  /** What is said from now on is heard. Throws SystemError. */
  open(): void;
}

/** Opens it. Needs CAP_NET_RAW; what is open stays of use without. */
export function openHopLine(ends: readonly LineEnd[]): HopLine {
  const line = createHopLine(ends);
  line.open();
  return line;
}

export function createHopLine(ends: readonly LineEnd[]): LateHopLine {
  const opened: OpenEnd[] = [];
  let news: NeighbourNews | null = null;
  const close = (): void => {
    for (const { socket, fd } of opened.splice(0)) {
      socket.close();
      closeSocket(fd);
    }
    news?.close();
    news = null;
  };
  return {
    open() {
      if (news !== null) return;
      try {
        for (const end of ends) opened.push(openEnd(end));
        news = openNeighbourNews();
      } catch (error) {
        close();
        throw error;
      }
    },
    listen(follower, now) {
      for (const end of opened) {
        for (let k = 0; k < FRAMES_MOST; k++) {
          const length = end.socket.receive();
          if (length <= 0) break;
          hear(end, end.socket.frame, length, follower, now);
        }
      }
      for (const { interfaceIndex, address, mac, state } of news?.read() ?? []) {
        if (mac === null || !isHostMac(mac, 0)) continue;
        if (state === 'permanent') follower.ordered(interfaceIndex, address, mac);
        else if (state !== 'failed') follower.said(interfaceIndex, address, mac, 0, now);
      }
    },
    ask(interfaceIndex, source, address) {
      const end = opened.find((each) => each.interfaceIndex === interfaceIndex);
      if (end === undefined) return false;
      emitRequest(end.batch.buffer, 0, end.sourceMac, source);
      writeU32(end.batch.buffer, ARP + arp.OFFSET.targetAddress, address);
      return end.batch.send(0, 1) === 1;
    },
    close,
  };
}

function openEnd(end: LineEnd): OpenEnd {
  const socket = openArpSocket(end.interfaceIndex, EVERYTHING);
  let fd = -1;
  try {
    fd = openPacketSender(end.interfaceIndex);
  } catch (error) {
    socket.close();
    throw error;
  }
  const batch = createMessageBatch(fd, 1, 64, false);
  batch.setLength(FRAME_LENGTH);
  return { ...end, socket, fd, batch, ours: new Set(end.sources) };
}

type Listener = Pick<HopFollower, 'replied' | 'said'>;

/** Rules: whole ARP, from a MAC address that one host can have. What is no reply to us was only said. */
export function hear(
  { interfaceIndex, sourceMac, ours }: Pick<OpenEnd, 'interfaceIndex' | 'sourceMac' | 'ours'>,
  frame: Uint8Array,
  length: number,
  follower: Listener,
  now: number,
): void {
  if (length < FRAME_LENGTH || length > frame.length) return;
  if (ethernet.check(frame, 0, length) !== ARP || ethernet.etherType(frame, 0, ARP) !== ethernet.TYPE_ARP) return;
  if (arp.check(frame, ARP, length - ARP) === 0) return;
  const operation = arp.operation(frame, ARP);
  if (operation !== arp.REPLY && operation !== arp.REQUEST) return;
  const mac = ARP + arp.OFFSET.senderMac;
  if (!isHostMac(frame, mac)) return;
  const address = arp.senderAddress(frame, ARP);
  if (isReplyToUs(frame, length, sourceMac, ours)) follower.replied(interfaceIndex, address, frame, mac, now);
  else follower.said(interfaceIndex, address, frame, mac, now);
}
