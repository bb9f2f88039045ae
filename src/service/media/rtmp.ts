// RTMP: Adobe's Real Time Messaging Protocol 1.0, section 5.2 (handshake).
//
//   C0, S0   version u8 (3)
//   C1, S1   time u32, zero u32 (Flash servers: their version), random 1528
//   C2, S2   the peer's time u32, time it was read u32, the peer's random 1528
//
// The server answers S0 S1 S2 as soon as it has C1, and S2 repeats our random: nobody does so by chance. Some (nginx's module) repeat
// it in S1 as well: with it comes twice what we said, which no echo does.
import { concat, stands, u8 } from '../bytes.ts';
import { defineService } from '../service.ts';

const VERSION = 3;
const BLOCK = 1536;
const RANDOM = 8;
/** Not all the same: what is repeated is then seen to be ours. */
const C1 = Uint8Array.from({ length: BLOCK }, (_, at) => (at < RANDOM ? 0 : (at * 167 + 13) & 0xff));

export const rtmp = defineService({
  name: 'rtmp',
  title: 'Real Time Messaging Protocol',
  specification: 'Adobe RTMP 1.0',
  ports: [1935],
  hello: concat(Uint8Array.of(VERSION), C1),
  repeats: true,

  read({ bytes, to, closed }) {
    if (to !== 'rtmp' || u8(bytes, 0) !== VERSION) return null;
    const ours = C1.subarray(RANDOM);
    if (bytes.length >= 1 + 2 * BLOCK)
      return stands(bytes, ours, 1 + BLOCK + RANDOM) ? { confidence: 0.95 } : { confidence: 0.6 };
    const isRepeated = stands(bytes, C1.subarray(0, Math.min(BLOCK, bytes.length - 1)), 1);
    if (isRepeated) return closed ? null : { confidence: 0.1, more: true };
    if (bytes.length < 1 + BLOCK) return closed || bytes.length > BLOCK ? null : { confidence: 0.2, more: true };
    return { confidence: 0.6, ...(closed ? {} : { more: true }) };
  },
});
