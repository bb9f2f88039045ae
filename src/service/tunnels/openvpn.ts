// OpenVPN over TCP and UDP: "OpenVPN wire protocol" (draft, openvpn-rfc). A hard reset is answered by one of the server's, which
// acknowledges ours. Servers with tls-auth or tls-crypt stay silent.
//
//   TCP      length u16; opcode and key u8: 38 hard reset of a client (7 << 3), 40 of a server (8 << 3)
//   packet   session 8 bytes, acknowledgements u8, their ids u32 each, the peer's session 8 bytes, packet id u32
import { openvpn as question, OPENVPN_SESSION as SESSION } from '../../probe/udp/tunnels/openvpn.ts';
import { be16, concat, stands, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const SERVER_RESET = 0x40;
const ACK_AT = 9;

export const openvpn = defineService({
  name: 'openvpn',
  title: 'OpenVPN',
  specification: 'OpenVPN wire protocol',
  ports: [1194],
  udpPorts: [1194, 1195],
  udpYield: 9,
  hello: ({ proto }) => (proto === 'udp' ? question.bytes : concat(be16(question.bytes.length), question.bytes)),

  read({ bytes, endpoint }) {
    const isUdp = endpoint.proto === 'udp';
    const length = isUdp ? bytes.length : u16(bytes, 0);
    const packet = isUdp ? bytes : bytes.subarray(2, 2 + length);
    if (u8(packet, 0) !== SERVER_RESET || length < 14 || length > 256 || packet.length < length) return null;
    const acks = u8(packet, ACK_AT);
    if (acks === 0) {
      // Nothing of it is ours: over UDP that is not enough.
      const isReset = !isUdp && bytes.length === 2 + length && length === 14;
      return isReset ? { confidence: 0.85, product: 'OpenVPN' } : null;
    }
    if (acks > 4 || u32(packet, ACK_AT + 1) !== 0 || !stands(packet, SESSION, ACK_AT + 1 + 4 * acks)) return null;
    return { confidence: 1, product: 'OpenVPN', info: 'without tls-auth or tls-crypt' };
  },
});
