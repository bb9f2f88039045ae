// Servers of id Tech 3 and its children: id Software's source (code/server/sv_main.c, SVC_Info): `getinfo` and a challenge, which
// comes back.
import type { UdpPayload } from '../payload.ts';
import { SINGLE } from './source-query.ts';

export const QUAKE3_CHALLENGE = 'Ptln';

export const quake3: UdpPayload = {
  name: 'quake3',
  ports: [27_960, 27_961, 27_950, 28_960, 26_000, 29_070, 44_400],
  bytes: Uint8Array.of(...SINGLE, ...Buffer.from(`getinfo ${QUAKE3_CHALLENGE}`)),
};
