// Tor's relay protocol, inside TLS: tor-spec, sections 3 and 4. Versions are negotiated, then the relay shows who it is.
//
//   VERSIONS  circuit u16 0, command u8 7, length u16, versions u16 each
//   then      circuit u32 (from version 4 on) 0, command u8 (129 CERTS, 130 AUTH_CHALLENGE), length u16; 8 NETINFO
import { hex, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const VERSIONS = 7;
const CERTS = 129;

export const torOr = defineService({
  name: 'tor-or',
  title: 'Tor relay',
  specification: 'tor-spec',
  ports: [],
  tlsPorts: [9001, 9030],
  // Without 5, which relays have: their own list is no echo of this one.
  hello: hex('0000 07 0004 0003 0004'),

  read({ bytes }) {
    const length = u16(bytes, 3);
    if (u16(bytes, 0) !== 0 || u8(bytes, 2) !== VERSIONS || length < 2 || length > 32 || length % 2 !== 0) return null;
    const versions = Array.from({ length: length / 2 }, (_, i) => u16(bytes, 5 + 2 * i));
    if (bytes.length < 5 + length || !versions.every((version) => version >= 1 && version <= 16)) return null;
    const at = 5 + length;
    const hasCerts = u32(bytes, at) === 0 && u8(bytes, at + 4) === CERTS;
    return { confidence: hasCerts ? 1 : 0.75, product: 'Tor', info: `link protocols ${versions.join(', ')}` };
  },
});
