// SPICE: Spice protocol 1.0, section "Channel link establishment". The main channel is asked for; no ticket is given.
//
//   'REDQ', major u32le 2, minor u32le, size u32le; request: connection u32le, channel u8 1, id u8, capabilities 3 x u32le
//   reply    error u32le, public key 162 bytes, common capabilities u32le, channel capabilities u32le, offset u32le
import { ascii, concat, hex, stands, u32le } from '../bytes.ts';
import { defineService } from '../service.ts';

const MAGIC = ascii('REDQ');
const REPLY_SIZE = 178;
const ERRORS = ['', 'error', 'invalid magic', 'invalid data', 'version mismatch', 'wants TLS', 'wants no TLS'];

export const spice = defineService({
  name: 'spice',
  title: 'SPICE remote display',
  specification: 'Spice protocol',
  ports: [5930, 5900],
  tlsPorts: [5901],
  hello: concat(MAGIC, hex('02000000 02000000 12000000 00000000 01 00 00000000 00000000 12000000')),

  read({ bytes }) {
    if (!stands(bytes, MAGIC)) return null;
    const [major, minor, size] = [u32le(bytes, 4), u32le(bytes, 8), u32le(bytes, 12)];
    if (major < 1 || major > 2 || minor > 16 || size < 4 || size > 4096) return null;
    if (bytes.length < 16 + size) return { confidence: 0.7, more: true };
    const error = u32le(bytes, 16);
    if (size < REPLY_SIZE && error === 0) return null;
    const words = ERRORS[error] ?? `error ${error}`;
    return { confidence: 1, info: `protocol ${major}.${minor}${words === '' ? '' : `; ${words}`}` };
  },
});
