// QUIC: RFC 8999 section 6, version negotiation. A server that does not know our version, as nobody does, names its own.
//
//   0  80 and any other bits   1  version u32: 0   5  length u8, our id   ..  length u8, the id we asked for   ..  versions u32 each
import { QUIC_DESTINATION, QUIC_SOURCE, quic as question } from '../../probe/udp/web/quic.ts';
import { stands, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LONG = 0x80;
const LENGTH_MOST = 1500;
/** RFC 9000, RFC 9369 and its draft. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'version 1'],
  [0x6b33_43cf, 'version 2'],
  [0x709a_50c4, 'draft of version 2'],
]);

export const quic = defineService({
  name: 'quic',
  title: 'QUIC (HTTP/3, DNS over QUIC)',
  specification: 'RFC 8999',
  ports: [],
  udpPorts: [443, 784, 853, 4433, 8443, 8853],
  udpYield: 4,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if ((u8(bytes, 0) & LONG) === 0 || u32(bytes, 1) !== 0 || bytes.length > LENGTH_MOST) return null;
    const other = 6 + QUIC_SOURCE.length;
    const isOurs = u8(bytes, 5) === QUIC_SOURCE.length && stands(bytes, QUIC_SOURCE, 6);
    if (!isOurs || u8(bytes, other) !== QUIC_DESTINATION.length || !stands(bytes, QUIC_DESTINATION, other + 1))
      return null;
    const begin = other + 1 + QUIC_DESTINATION.length;
    if (begin >= bytes.length || (bytes.length - begin) % 4 !== 0) return null;
    const versions = Array.from({ length: (bytes.length - begin) / 4 }, (_, k) => u32(bytes, begin + 4 * k))
      .filter((version) => !isReserved(version))
      .map(nameOf);
    return { confidence: 1, info: versions.slice(0, 6).join(', '), details: { versions } };
  },
});

/** RFC 9000 section 15: 0x?a?a?a?a is nobody's, and said only so that nobody gets used to a list. */
const isReserved = (version: number): boolean =>
  version % 0x10 === 0xa &&
  ((version >>> 8) & 0xf) === 0xa &&
  ((version >>> 16) & 0xf) === 0xa &&
  ((version >>> 24) & 0xf) === 0xa;

function nameOf(version: number): string {
  const known = NAMES.get(version);
  if (known !== undefined) return known;
  if (version >>> 8 === 0xff_0000) return `draft ${version & 0xff}`;
  const text = String.fromCharCode(version >>> 24, (version >>> 16) & 0xff, (version >>> 8) & 0xff, version & 0xff);
  return /^[QT]\d{3}$/.test(text) ? text : `0x${version.toString(16).padStart(8, '0')}`;
}
