// Oracle's listener: Oracle Net Services, "Oracle Net Protocol" as its reference and the free drivers have it (node-oracledb,
// python-oracledb: connect packet).
//
//   packet   length u16 (all), checksum u16, type u8, 0 u8, checksum u16
//   1 CONNECT  version u16, oldest u16, options u16, SDU u16, TDU u16, flags u16, line turn-around u16, byte order u16,
//              length and offset of the connect data u16 u16, ...
//   2 ACCEPT; 4 REFUSE  user reason u8, system reason u8, length u16, text `(DESCRIPTION=(VSNNUM=...)(ERR=...)...)`; 5 REDIRECT;
//   6 DATA; 11 RESEND
import { ascii, be16, clean, concat, hex, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const ACCEPT = 2;
const REFUSE = 4;
const REDIRECT = 5;
const RESEND = 11;
const COMMAND = '(CONNECT_DATA=(COMMAND=version))';
const OFFSET = 58;

function connect(): Uint8Array {
  const head = hex('0136 012c 0000 0800 7fff 7f08 0000 0001');
  const rest = concat(be16(COMMAND.length), be16(OFFSET), hex('00000000 0101'), new Uint8Array(24));
  const body = concat(head, rest, ascii(COMMAND));
  return concat(be16(8 + body.length), hex('0000 01 00 0000'), body);
}

export const oracle = defineService({
  name: 'oracle-tns',
  title: 'Oracle Net listener',
  specification: 'Oracle Net (TNS)',
  ports: [1521, 1522, 1525, 1526, 1529, 2483],
  tlsPorts: [2484],
  hello: connect(),

  read({ bytes, text, to }) {
    const length = u16(bytes, 0);
    if (u16(bytes, 2) !== 0 || length < 8 || bytes.length < 8 || u16(bytes, 6) !== 0) return null;
    const type = u8(bytes, 4);
    if (type === RESEND && length === 8 && bytes.length === 8) return { confidence: to === 'oracle-tns' ? 0.85 : 0.6 };
    if (type !== ACCEPT && type !== REFUSE && type !== REDIRECT) return null;
    const words = type === REFUSE ? textAt(bytes, 12, u16(bytes, 10)) : text.slice(8);
    const isDescription = type === REFUSE && /^\(DESCRIPTION=/.test(words);
    if (!isDescription && (to !== 'oracle-tns' || length > bytes.length)) return null;
    return {
      confidence: isDescription ? 1 : 0.85,
      ...versionOf(words),
      ...(isDescription ? { details: { refusal: clean(words, 300) } } : {}),
    };
  },
});

/** The banner of the command `version`, or VSNNUM: 8, 4, 8, 4, 8 bits; from 18 on 8, 8, 4, 8, 4. */
function versionOf(words: string): Partial<Verdict> {
  const banner = /TNSLSNR for ([^:\r\n]{1,60}): Version (\d[\d.]{2,20})/.exec(words);
  const number = Number(/\(VSNNUM=(\d{1,10})\)/.exec(words)?.[1] ?? 0);
  const version = banner?.[2] ?? (number > 0 ? decoded(number) : undefined);
  if (version === undefined) return { product: 'Oracle TNS listener' };
  return {
    product: 'Oracle TNS listener',
    version,
    cpe: [cpeOf('oracle', 'database_server', version)],
    ...(banner === null ? {} : { os: clean(banner[1]) }),
  };
}

function decoded(number: number): string {
  const widths = number >>> 24 < 18 ? [8, 4, 8, 4, 8] : [8, 8, 4, 8, 4];
  let shift = 32;
  const parts = widths.map((width) => {
    shift -= width;
    return (number >>> shift) & ((1 << width) - 1);
  });
  return parts.join('.');
}
