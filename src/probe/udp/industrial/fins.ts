// Omron FINS over UDP (W342 "Communications Commands Reference", 5-3-9): controller data is read, which is its model and version.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const FINS_SERVICE_ID = 0x50;
/** Whose node we claim to be: the last that there is. */
export const FINS_NODE = 254;

export const fins: UdpPayload = {
  name: 'fins',
  ports: [9600],
  bytes: Uint8Array.of(
    ...[0x80, 0, 2], // a command that wants an answer; at most two gateways
    ...[0, 0, 0], // to: this network, this node, its CPU
    ...[0, FINS_NODE, 0], // from
    FINS_SERVICE_ID,
    ...[5, 1], // CONTROLLER DATA READ
    0, // model and version
  ),
};
