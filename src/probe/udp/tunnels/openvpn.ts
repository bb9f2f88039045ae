// OpenVPN ("OpenVPN wire protocol", draft, openvpn-rfc): P_CONTROL_HARD_RESET_CLIENT_V2. Servers with tls-auth or tls-crypt
// stay silent.
import type { UdpPayload } from '../payload.ts';

export const OPENVPN_SESSION = Uint8Array.from(Buffer.from('Portolan'));

export const openvpn: UdpPayload = {
  name: 'openvpn',
  ports: [1194, 1195],
  bytes: Uint8Array.of(7 << 3, ...OPENVPN_SESSION, 0, ...[0, 0, 0, 0]), // no acknowledgements, packet 0
};
