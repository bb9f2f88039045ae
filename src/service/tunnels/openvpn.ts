// OpenVPN over TCP: "OpenVPN wire protocol" (draft, openvpn-rfc). A hard reset is answered by one of the server's, which
// acknowledges ours. Servers with tls-auth or tls-crypt stay silent.
//
//   TCP      length u16; opcode and key u8: 38 hard reset of a client (7 << 3), 40 of a server (8 << 3)
//   packet   session 8 bytes, acknowledgements u8, their ids u32 each, the peer's session 8 bytes, packet id u32
import { ascii, concat, hex, stands, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const SESSION = ascii('Portolan');
const SERVER_RESET = 0x40;
const ACK_AT = 11;

export const openvpn = defineService({
  name: 'openvpn',
  title: 'OpenVPN',
  specification: 'OpenVPN wire protocol',
  ports: [1194],
  hello: concat(hex('000e 38'), SESSION, hex('00 00000000')),

  read({ bytes }) {
    const length = u16(bytes, 0);
    if (u8(bytes, 2) !== SERVER_RESET || length < 14 || length > 256 || bytes.length < 2 + length) return null;
    const acks = u8(bytes, ACK_AT);
    if (acks === 0)
      return bytes.length === 2 + length && length === 14 ? { confidence: 0.85, product: 'OpenVPN' } : null;
    if (acks > 4 || u32(bytes, ACK_AT + 1) !== 0 || !stands(bytes, SESSION, ACK_AT + 1 + 4 * acks)) return null;
    return { confidence: 1, product: 'OpenVPN', info: 'without tls-auth or tls-crypt' };
  },
});
