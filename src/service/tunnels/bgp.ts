// BGP: RFC 4271 section 4. An OPEN of a peer that nobody has set up; it is refused, or answered by the router's own.
// Said on port 179 alone. Its autonomous system (23456, RFC 6793) is nobody's, so no session can come of it.
//
//   header   marker 16 x ff, length u16, type u8 (1 OPEN, 3 NOTIFICATION, 4 KEEPALIVE)
//   OPEN     19 version u8, autonomous system u16, hold time u16, identifier 4 bytes, parameters length u8
//   NOTIFICATION  19 error u8, 20 suberror u8 (4.5)
import { hex, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const OPEN = 1;
const NOTIFICATION = 3;
const HEADER = 19;
const ERRORS = ['', 'message header', 'OPEN', 'UPDATE', 'hold timer expired', 'finite state machine', 'cease'];
const CEASE = ['', 'maximum prefixes', 'shut down', 'peer not configured', 'reset', 'connection rejected'];

export const bgp = defineService({
  name: 'bgp',
  title: 'Border Gateway Protocol',
  specification: 'RFC 4271',
  ports: [179],
  hello: hex('ffffffffffffffffffffffffffffffff 001d 01 04 5ba0 00b4 c0000201 00'),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
    for (let i = 0; i < 16; i++) if (bytes[i] !== 0xff) return null;
    const length = u16(bytes, 16);
    const type = u8(bytes, 18);
    if (length < HEADER || length > 4096 || bytes.length < length) return null;
    if (type === OPEN && u8(bytes, 19) === 4 && length >= 29) return openOf(bytes);
    if (type !== NOTIFICATION || length < 21) return null;
    const [error, sub] = [u8(bytes, 19), u8(bytes, 20)];
    const words = error === 6 ? `cease: ${CEASE[sub] ?? sub}` : `${ERRORS[error] ?? error} error ${sub}`;
    return { confidence: 0.95, info: `refuses: ${words}`, device: 'router' };
  },
});

function openOf(bytes: Uint8Array): Verdict {
  const identifier = [...bytes.subarray(24, 28)].join('.');
  return {
    confidence: 1,
    info: `AS ${as4Of(bytes) ?? u16(bytes, 20)}, router ${identifier}`,
    device: 'router',
    details: { autonomousSystem: as4Of(bytes) ?? u16(bytes, 20), identifier, holdTime: u16(bytes, 22) },
  };
}

/** The capability 65 carries the number in four bytes (RFC 6793); parameters of type 2 carry capabilities (RFC 5492). */
function as4Of(bytes: Uint8Array): number | null {
  const end = Math.min(bytes.length, 29 + u8(bytes, 28));
  for (let parameter = 29; parameter + 2 <= end; parameter += 2 + u8(bytes, parameter + 1)) {
    const stop = Math.min(end, parameter + 2 + u8(bytes, parameter + 1));
    if (u8(bytes, parameter) !== 2) continue;
    for (let at = parameter + 2; at + 2 <= stop; at += 2 + u8(bytes, at + 1)) {
      if (u8(bytes, at) === 65 && u8(bytes, at + 1) === 4) return u16(bytes, at + 2) * 0x1_0000 + u16(bytes, at + 4);
    }
  }
  return null;
}
