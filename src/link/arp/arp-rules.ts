// Which ARP frames are believed.
import * as arp from '../../wire/arp.ts';
import * as ethernet from '../../wire/ethernet.ts';

/** Where ARP begins in an Ethernet frame. */
export const ARP = ethernet.HEADER_LENGTH;

/** Rules: an ARP reply, for our link address and an address of ours, from a link address that one host can have. */
export function isReplyToUs(
  frame: Uint8Array,
  length: number,
  sourceMac: Uint8Array,
  sources: ReadonlySet<number>,
): boolean {
  if (length < ARP + arp.LENGTH || length > frame.length) return false;
  if (ethernet.check(frame, 0, length) !== ARP || ethernet.etherType(frame, 0, ARP) !== ethernet.TYPE_ARP) return false;
  if (arp.check(frame, ARP, length - ARP) === 0 || arp.operation(frame, ARP) !== arp.REPLY) return false;
  if (!sources.has(arp.targetAddress(frame, ARP))) return false;
  for (let k = 0; k < 6; k++) if (frame[ARP + arp.OFFSET.targetMac + k] !== sourceMac[k]) return false;
  return isHostMac(frame, ARP + arp.OFFSET.senderMac);
}

/** Neither a group address nor zero. */
export function isHostMac(bytes: Uint8Array, offset: number): boolean {
  if ((bytes[offset] & 1) === 1) return false;
  let all = 0;
  for (let k = 0; k < 6; k++) all |= bytes[offset + k];
  return all !== 0;
}

export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  for (let k = 0; k < 6; k++) if (a[k] !== b[k]) return false;
  return true;
}
