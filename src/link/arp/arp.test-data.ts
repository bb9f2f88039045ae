// Neighbours that answer ARP, or do not, and how they are asked.
import { parseIpv4 } from '../../wire/address.ts';
import * as arp from '../../wire/arp.ts';
import * as ethernet from '../../wire/ethernet.ts';

export const OURS = Uint8Array.of(2, 0, 0, 0, 0, 1);
export const SOURCE = parseIpv4('198.18.0.1')!;
export const FIRST = parseIpv4('198.18.0.10')!;

export const macOf = (address: number): Uint8Array =>
  Uint8Array.of(2, 0, address >>> 24, address >>> 16, address >>> 8, address);

export interface Reply {
  readonly senderMac?: Uint8Array;
  readonly senderAddress?: number;
  readonly targetMac?: Uint8Array;
  readonly targetAddress?: number;
  readonly operation?: number;
  readonly etherType?: number;
}

export function frameOf(address: number, over: Reply = {}): Uint8Array {
  const frame = new Uint8Array(60);
  ethernet.emit(frame, 0, {
    destination: OURS,
    source: macOf(address),
    tags: [],
    etherType: over.etherType ?? ethernet.TYPE_ARP,
  });
  arp.emit(frame, ethernet.HEADER_LENGTH, {
    operation: arp.REPLY,
    senderMac: macOf(address),
    senderAddress: address,
    targetMac: OURS,
    targetAddress: SOURCE,
    ...over,
  });
  return frame;
}
