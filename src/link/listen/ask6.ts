// Who on a link has IPv6: a few packets to groups, whose answers the listener hears. Nobody's ports are asked.
//
//  1. A listener query (RFC 2710) makes every host say which groups it listens to, from its link-local address, and so those that answer no
//     echo. It comes from an address of which there is none higher, as the router with the lowest one is who queries: none gives way to us.
//     It needs no address of ours.
//  2. An echo request and a question for services (RFC 6762) to all, and one to routers for their advertisement (RFC 4861): from this
//     machine's own link-local address. Where the interface has none (IPv6 is off) they are left out.
import { readFileSync } from 'node:fs';
import { createMessageBatch } from '../../native/message-batch.ts';
import type { NetworkInterface } from '../../native/netlink/values.ts';
import { openPacketSender } from '../../native/packet-socket.ts';
import { closeSocket } from '../../native/sockets.ts';
import { randomBytes } from '../random.ts';
import { linkLocalIn, questions6 } from './questions6.ts';

/** One line an address of this machine (net/ipv6/addrconf.c of the kernel); no privileges. */
const ADDRESSES = '/proc/net/if_inet6';
const SLOT = 128;

/** Sends them once; what cannot be sent is left. */
export function askIpv6({ index, mac }: Pick<NetworkInterface, 'index' | 'mac'>): void {
  if (mac === null) return;
  const frames = questions6(mac, linkLocalIn(readAddresses(), index), randomBytes(4));
  const fd = openPacketSender(index);
  try {
    const batch = createMessageBatch(fd, frames.length, SLOT, false);
    for (const [slot, frame] of frames.entries()) {
      batch.buffer.set(frame, slot * SLOT);
      batch.setSlotLength(slot, frame.length);
    }
    batch.send(0, frames.length);
  } finally {
    closeSocket(fd);
  }
}

/** Empty where there is no IPv6 at all. */
function readAddresses(): string {
  try {
    return readFileSync(ADDRESSES, 'latin1');
  } catch {
    return '';
  }
}
