// IPMI over LAN (IPMI 2.0 section 13.1.3): which logins are there (section 22.13, Get Channel Authentication Capabilities)?
// It needs no session. Then the ping of ASF (ASF 2.0 section 3.2.4.2), which all of RMCP answer.
import type { UdpPayload } from '../payload.ts';

/** Section 13.1.3: version 6, reserved, no acknowledgement, class. */
const rmcp = (kind: number): number[] => [6, 0, 0xff, kind];
const CHANNEL = [0x8e, 0x04]; // this one, with version 2.0's data; level: administrator

export const ipmi: UdpPayload = {
  name: 'ipmi',
  ports: [623],
  bytes: Uint8Array.of(
    ...rmcp(7),
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0], // no authentication, sequence 0, session 0
    9, // length
    ...[0x20, 0x18, 0xc8], // to the BMC, network function application, checksum
    ...[0x81, 0x00, 0x38, ...CHANNEL, 0xb5], // from remote console, sequence 0, command 38h, checksum
  ),
};

export const asfPing: UdpPayload = {
  name: 'asf-ping',
  ports: [623],
  bytes: Uint8Array.of(...rmcp(6), ...[0x00, 0x00, 0x11, 0xbe], 0x80, 0x50, 0, 0), // ASF's number, ping, tag, no data
};
