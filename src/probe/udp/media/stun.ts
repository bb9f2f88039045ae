// STUN (RFC 8489 section 5): a Binding request is answered by the address it came from; nothing is allocated.
import type { UdpPayload } from '../payload.ts';

export const STUN_MAGIC = Uint8Array.of(0x21, 0x12, 0xa4, 0x42);
export const STUN_TRANSACTION = Uint8Array.from(Buffer.from('portolanstun'));

export const stun: UdpPayload = {
  name: 'stun',
  ports: [3478, 3479, 5349, 19302],
  bytes: Uint8Array.of(0, 1, 0, 0, ...STUN_MAGIC, ...STUN_TRANSACTION), // Binding request, no attributes
};
