// SNMP version 3: who are you? (RFC 3414 section 4: discovery of the engine). A reportable GET of nothing, by nobody: the answer
// is a report, and needs no community and no user.
import type { UdpPayload } from '../payload.ts';

/** RFC 3412 section 6: message, header data, USM parameters (RFC 3414 section 2.4), scoped PDU. */
export const snmpDiscovery: UdpPayload = {
  name: 'snmp-discovery',
  ports: [161],
  bytes: Uint8Array.of(
    ...[0x30, 0x3e],
    ...[0x02, 0x01, 3], // msgVersion: snmpv3
    ...[0x30, 0x11],
    ...[0x02, 0x04, 0x50, 0x4f, 0x52, 0x54], // msgID
    ...[0x02, 0x03, 0x00, 0xff, 0xe3], // msgMaxSize: 65,507
    ...[0x04, 0x01, 0x04], // msgFlags: reportable, no authentication, no privacy
    ...[0x02, 0x01, 3], // msgSecurityModel: USM
    ...[0x04, 0x10, 0x30, 0x0e], // engine 0 bytes, boots 0, time 0, user, keys: all empty
    ...[0x04, 0, 0x02, 1, 0, 0x02, 1, 0, 0x04, 0, 0x04, 0, 0x04, 0],
    ...[0x30, 0x14, 0x04, 0, 0x04, 0], // no context
    ...[0xa0, 0x0e, 0x02, 0x04, 0x50, 0x4f, 0x52, 0x54, 0x02, 1, 0, 0x02, 1, 0, 0x30, 0], // GetRequest of nothing
  ),
};
