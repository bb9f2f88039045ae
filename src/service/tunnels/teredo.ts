// Teredo: RFC 4380 sections 5.1.1 and 5.2.1. A server answers with a router advertisement, by IPv6 in UDP.
//
//   00 01 authentication: client u8, proof u8 (lengths), both, nonce 8 bytes (ours), 0
//   00 00 origin: port u16 and address u32 as they were seen, each with its bits inverted
//   IPv6   60, ..., 6 next header (58), 40 kind u8 (134), ...
import { teredo as question, TEREDO_NONCE } from '../../probe/udp/tunnels/teredo.ts';
import { stands, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const AUTHENTICATION = 0x0001;
const ORIGIN = 0x0000;
const ORIGIN_LENGTH = 8;
const IPV6_LENGTH = 40;
const ICMPV6 = 58;
const ROUTER_ADVERTISEMENT = 134;

export const teredo = defineService({
  name: 'teredo',
  title: 'Teredo server',
  specification: 'RFC 4380',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== AUTHENTICATION || bytes.length < 13) return null;
    const nonce = 4 + u8(bytes, 2) + u8(bytes, 3);
    if (!stands(bytes, TEREDO_NONCE, nonce)) return null;
    let at = nonce + 9;
    if (u16(bytes, at) === ORIGIN && u8(bytes, at + ORIGIN_LENGTH) >> 4 === 6) at += ORIGIN_LENGTH;
    const isIpv6 = u8(bytes, at) >> 4 === 6 && u8(bytes, at + 6) === ICMPV6 && bytes.length >= at + IPV6_LENGTH + 16;
    if (!isIpv6 || u8(bytes, at + IPV6_LENGTH) !== ROUTER_ADVERTISEMENT) return null;
    return { confidence: 1, info: 'advertises a prefix' };
  },
});
