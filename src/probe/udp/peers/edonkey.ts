// eDonkey servers (Kulbak, Bickson: "The eMule Protocol Specification", section 6.3: server status request) and Kademlia nodes of eMule
// (its source, opcodes.h: KADEMLIA2_PING).
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const EDONKEY_CHALLENGE = [0x50, 0x74, 0x6c, 0x6e] as const;

export const edonkeyServer: UdpPayload = {
  name: 'edonkey-server',
  ports: [4665, 4246],
  bytes: Uint8Array.of(0xe3, 0x96, ...EDONKEY_CHALLENGE),
};

export const kademlia: UdpPayload = { name: 'kademlia', ports: [4672], bytes: Uint8Array.of(0xe4, 0x60) };
