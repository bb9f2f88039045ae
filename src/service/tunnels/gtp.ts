// GTP: 3GPP TS 29.060 sections 6 and 7.2.2, TS 29.281, TS 29.274 sections 5.1 and 7.1.2.
//
//   version 3 bits, then of version 1: 10 GTP, 07 what follows; of version 2: 10 piggybacked, 08 tunnel
//   kind u8 (2 Echo Response, 3 Version Not Supported), length u16
//   version 1   tunnel u32, number u16, N-PDU u8, extension u8; 0e, restart counter u8
//   version 2   number 3 bytes, 0; elements: kind u8, length u16, instance u8, value; 3 Recovery u8
import { GTP_SEQUENCE, gtp1 } from '../../probe/udp/tunnels/gtp.ts';
import { u8, u16, u24, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const ECHO_RESPONSE = 2;
const NOT_SUPPORTED = 3;
const USER_PLANE = 2152;

export const gtp = defineService({
  name: 'gtp-control',
  title: 'GPRS Tunnelling Protocol',
  specification: '3GPP TS 29.060, TS 29.274',
  ports: [],
  udpPorts: gtp1.ports,
  hello: gtp1.bytes,

  read({ bytes, endpoint }): Verdict | null {
    const first = u8(bytes, 0);
    const kind = u8(bytes, 1);
    const service = endpoint.port === USER_PLANE ? { service: 'gtp-user' } : {};
    if (first >> 5 === 2) {
      if (u16(bytes, 2) !== bytes.length - 4 || (first & 0x1f) !== 0 || bytes.length < 8) return null;
      if (u24(bytes, 4) !== GTP_SEQUENCE) return null;
      if (kind === ECHO_RESPONSE)
        return { confidence: 1, ...service, info: 'GTPv2', details: restarts(bytes, 8, 3, 4) };
      return kind === NOT_SUPPORTED ? { confidence: 0.95, ...service, info: 'speaks no GTPv2' } : null;
    }
    if (first >> 5 !== 1 || (first & 0x10) === 0 || u16(bytes, 2) !== bytes.length - 8) return null;
    if (kind === ECHO_RESPONSE && (first & 0x02) !== 0 && u32(bytes, 4) === 0 && u16(bytes, 8) === GTP_SEQUENCE) {
      return { confidence: 1, ...service, info: 'GTPv1', details: restarts(bytes, 12, 0x0e, 1) };
    }
    // Who does not know version 2 says so in the form of version 1; nothing of ours comes back in it.
    return kind === NOT_SUPPORTED && bytes.length <= 12 ? { confidence: 0.85, ...service, info: 'GTPv1' } : null;
  },
});

function restarts(bytes: Uint8Array, at: number, kind: number, header: number): Readonly<Record<string, unknown>> {
  return u8(bytes, at) === kind && bytes.length > at + header ? { restarts: u8(bytes, at + header) } : {};
}
