// BACnet/IP (ASHRAE 135, annex J; clauses 6 and 20): ReadProperty of whatever device it is (instance 4194303): its own object
// identifier.
import type { UdpPayload } from '../payload.ts';

/** Clause 20.1.2.6: whose answer it is. */
export const BACNET_INVOKE = 0x50;
export const OBJECT_IDENTIFIER = 75;

/** Clause 15.5: ReadProperty. */
export function readProperty(instance: number, property: number): Uint8Array {
  const object = (8 << 22) | instance;
  return Uint8Array.of(
    ...[0x81, 0x0a, 0, 17], // BACnet/IP, an original unicast of 17 bytes
    ...[0x01, 0x04], // NPDU version 1; an answer is expected
    ...[0x00, 0x04], // a confirmed request; at most 1,024 bytes are taken, in one piece
    ...[BACNET_INVOKE, 12], // service 12: ReadProperty
    ...[0x0c, (object >> 24) & 0xff, (object >> 16) & 0xff, (object >> 8) & 0xff, object & 0xff],
    ...[0x19, property],
  );
}

export const ANY_INSTANCE = 0x3f_ffff;

export const bacnet: UdpPayload = {
  name: 'bacnet',
  ports: [47_808, 47_809],
  bytes: readProperty(ANY_INSTANCE, OBJECT_IDENTIFIER),
};
