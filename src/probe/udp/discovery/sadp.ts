// Hikvision's search for active devices (SADP, its tool's manual; open implementations of it): an inquiry.
// Older firmware answers the multicast group alone, which is listened to later (src/service).
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const SADP_UUID = '504F5254-4F4C-414E-8000-000000000001';

export const sadp: UdpPayload = {
  name: 'sadp',
  ports: [37_020],
  bytes: Uint8Array.from(
    Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>${SADP_UUID}</Uuid><Types>inquiry</Types></Probe>`),
  ),
};
