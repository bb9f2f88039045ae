// X11: X Window System Protocol, section 8. A client without a cookie asks to be let in; yes and no both tell.
//
//   request  byte order u8 'l', 0, major u16le 11, minor u16le 0, no authorization
//   no       0, reason length u8, major u16le, minor u16le, words u16le; reason
//   yes      1, 0, major, minor, words u16le; 8 release u32le, 24 vendor length u16le, 40 vendor
//   2        more authentication is wanted: 6 words u16le, reason at 8
import { clean, hex, textAt, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const FAILED = 0;
const SUCCESS = 1;
const AUTHENTICATE = 2;
const MAJOR = 11;
const XORG = 'The X.Org Foundation';

export const x11 = defineService({
  name: 'x11',
  title: 'X Window System',
  specification: 'X Window System Protocol, X11R7',
  ports: [6000, 6001, 6002, 6003, 6004, 6005, 6010, 6011],
  hello: hex('6c 00 0b00 0000 0000 0000 0000'),

  read({ bytes }): Verdict | null {
    const size = 8 + 4 * u16le(bytes, 6);
    const status = u8(bytes, 0);
    if (bytes.length < 8 || (status !== AUTHENTICATE && u16le(bytes, 2) !== MAJOR)) return null;
    if (status === SUCCESS && u8(bytes, 1) === 0 && size >= 40) return openScreen(bytes, size);
    const length = status === FAILED ? u8(bytes, 1) : u16le(bytes, 6) * 4;
    const reason = textAt(bytes, 8, length);
    if ((status !== FAILED && status !== AUTHENTICATE) || size < 8 + length || length < 4) return null;
    if (bytes.length !== size || !/^[\x20-\x7e\n]{4,}\0{0,3}$/.test(reason)) return null;
    return { confidence: 0.95, info: `access denied: ${clean(reason, 60)}` };
  },
});

function openScreen(bytes: Uint8Array, size: number): Verdict | null {
  const length = u16le(bytes, 24);
  if (length > 200 || 40 + length > size) return null;
  if (bytes.length < 40 + length) return { confidence: 0.7, more: true };
  const vendor = clean(textAt(bytes, 40, length));
  const version = vendor === XORG ? releaseOf(u32le(bytes, 8)) : undefined;
  return {
    confidence: 1,
    ...(vendor === '' ? {} : { product: vendor === XORG ? 'X.Org' : vendor }),
    ...(version === undefined ? {} : { version }),
    info: 'open to everybody',
    notes: [
      {
        code: 'N_X11_OPEN',
        text: 'lets anybody draw, watch the screen and read the keyboard',
        advice: 'start it with -nolisten tcp, and never use xhost +',
      },
    ],
  };
}

/** X.Org: 1 20 13 000 is 1.20.13; since 21.1 the leading 1 is left out of the version (xorg-server's configure.ac). */
function releaseOf(release: number): string | undefined {
  if (release < 10_000_000 || release >= 20_000_000) return undefined;
  const [minor, patch, snap] = [Math.floor(release / 100_000) % 100, Math.floor(release / 1000) % 100, release % 1000];
  return minor >= 21 ? `${minor}.${patch}.${snap}` : `1.${minor}.${patch}`;
}
