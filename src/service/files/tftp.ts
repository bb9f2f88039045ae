// TFTP: RFC 1350. Asked is a file that does not exist; the error comes from a port of its own (section 4).
//
//   operation u16 (section 5): 3 data: block u16, up to 512 bytes; 5 error: code u16, text, 0; 6 options (RFC 2347)
import { TFTP_QUESTION } from '../../probe/udp/files/tftp.ts';
import { clean, latin1, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const DATA = 3;
const ERROR = 5;
const CODE_MOST = 8;
const TEXT_MOST = 200;
const HEADER = 4;
const BLOCK_MOST = 512;

export const tftp = defineService({
  name: 'tftp',
  title: 'Trivial File Transfer Protocol',
  specification: 'RFC 1350',
  ports: [],
  udpPorts: [69],
  udpFromElsewhere: true,
  hello: TFTP_QUESTION,

  read({ bytes, to }): Verdict | null {
    const operation = u16(bytes, 0);
    if (bytes.length < HEADER) return null;
    // Nobody else is asked so: whoever sends that file has every file.
    if (operation === DATA && to === 'tftp' && u16(bytes, 2) === 1 && bytes.length <= HEADER + BLOCK_MOST)
      return { confidence: 0.85, info: 'sends whatever file it is asked for' };
    if (operation !== ERROR || u16(bytes, 2) > CODE_MOST || bytes[bytes.length - 1] !== 0) return null;
    const text = latin1(bytes.subarray(HEADER, bytes.length - 1));
    if (text.length > TEXT_MOST || !/^[\x20-\x7e\x80-\xff]*$/.test(text)) return null;
    const words = clean(text);
    const told = { info: words, details: { error: u16(bytes, 2), text: words } };
    return { confidence: to === 'tftp' ? 0.95 : 0.7, ...programOf(words), ...(words === '' ? {} : told) };
  },
});

/** Those that say it in words of their own. */
function programOf(words: string): Partial<Verdict> {
  return /^file \/.{1,150} not found for [\d.]{7,15}$/.test(words) ? { product: 'dnsmasq' } : {};
}
