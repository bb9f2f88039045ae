// Modbus over UDP, framed as over TCP (Modbus Messaging on TCP/IP 1.0b section 3.1.3): the device's identification is read (Modbus
// Application Protocol 1.1b3 section 6.21), nothing of what it controls.
import type { UdpPayload } from '../payload.ts';

export const MODBUS_TRANSACTION = 0x504f;

export const modbus: UdpPayload = {
  name: 'modbus',
  ports: [502],
  bytes: Uint8Array.of(
    ...[MODBUS_TRANSACTION >> 8, MODBUS_TRANSACTION & 0xff],
    ...[0, 0], // Modbus
    ...[0, 5], // what follows
    0xff, // the unit behind this address itself
    ...[0x2b, 0x0e], // Read Device Identification
    ...[1, 0], // the basic objects, from the first
  ),
};
