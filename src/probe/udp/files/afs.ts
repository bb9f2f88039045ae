// AFS: Rx packets (OpenAFS, doc/protocol/rx-spec; src/rx/rx_packet.h) of the type that asks for the version.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is: the epoch. */
export const AFS_EPOCH = [0x50, 0x74, 0x6c, 0x6e] as const;

export const afs: UdpPayload = {
  name: 'afs',
  ports: [7001, 7000, 7002, 7003, 7005, 7007],
  bytes: Uint8Array.of(
    ...AFS_EPOCH,
    ...[0, 0, 0, 0], // connection
    ...[0, 0, 0, 0], // call
    ...[0, 0, 0, 0], // number
    ...[0, 0, 0, 0], // serial number
    13, // RX_PACKET_TYPE_VERSION
    0x01, // from the client
    ...[0, 0, 0, 0, 0, 0],
    0, // what follows is not looked at
  ),
};
