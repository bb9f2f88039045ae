// Header blocks of HTTP/2: HPACK, RFC 7541. Fields are written without compression and read with all of it.
//
//   1nnnnnnn              an entry of the tables (section 6.1)
//   01nnnnnn name value   a field, and it enters the dynamic table (6.2.1)
//   0000nnnn, 0001nnnn    a field that does not (6.2.2, 6.2.3)
//   001nnnnn              the dynamic table's size (6.3)
//   text                  Hnnnnnnn octets; H: in the Huffman code of Appendix B
import { ascii, concat, textAt, u8 } from '../bytes.ts';

export type Field = readonly [name: string, value: string];

const FIELDS_MOST = 100;
const TEXT_MOST = 8192;
/** Appendix A, from index 1 on. */
const STATIC: readonly Field[] = (
  ':authority;:method=GET;:method=POST;:path=/;:path=/index.html;:scheme=http;:scheme=https;:status=200;:status=204;' +
  ':status=206;:status=304;:status=400;:status=404;:status=500;accept-charset;accept-encoding=gzip, deflate;' +
  'accept-language;accept-ranges;accept;access-control-allow-origin;age;allow;authorization;cache-control;' +
  'content-disposition;content-encoding;content-language;content-length;content-location;content-range;content-type;' +
  'cookie;date;etag;expect;expires;from;host;if-match;if-modified-since;if-none-match;if-range;if-unmodified-since;' +
  'last-modified;link;location;max-forwards;proxy-authenticate;proxy-authorization;range;referer;refresh;retry-after;' +
  'server;set-cookie;strict-transport-security;transfer-encoding;user-agent;vary;via;www-authenticate'
)
  .split(';')
  .map((entry): Field => {
    const [name, value = ''] = entry.split('=');
    return [name, value];
  });

/** Appendix B: how long the code of each octet is, and of the end, a digit of base 36 each. The codes follow from it: they
 * are canonical, shorter ones first, those of one length in the order of their octets. */
const CODE_LENGTHS =
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad677777777777777777777' +
  '77878djde6f56565666577666567655677777fbedskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmo' +
  'lmnnllmlnmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu';

/** By length and code: the octet. */
const SYMBOLS = symbols();

function symbols(): ReadonlyMap<number, number> {
  const order = Array.from(CODE_LENGTHS, (digit, symbol) => ({ symbol, length: Number.parseInt(digit, 36) })).sort(
    (one, other) => one.length - other.length || one.symbol - other.symbol,
  );
  const map = new Map<number, number>();
  let [code, before] = [0, 0];
  for (const { symbol, length } of order) {
    code *= 2 ** (length - before);
    before = length;
    map.set(keyOf(length, code++), symbol);
  }
  return map;
}

function keyOf(length: number, code: number): number {
  return length * 2 ** 30 + code;
}

/** A block of fields as they stand: no table, no Huffman code. */
export function writeFields(fields: Readonly<Record<string, string>>): Uint8Array {
  const texts = Object.entries(fields).map(([name, value]) => concat(Uint8Array.of(0), written(name), written(value)));
  return concat(...texts);
}

/** Section 5.1, of 7 bits. */
function written(text: string): Uint8Array {
  const length =
    text.length < 127
      ? Uint8Array.of(text.length)
      : Uint8Array.of(127, ((text.length - 127) & 0x7f) | 0x80, (text.length - 127) >> 7);
  return concat(length, ascii(text));
}

export interface FieldReader {
  /** The fields of a block; null: it is none. The tables go on from block to block. */
  read(block: Uint8Array): readonly Field[] | null;
}

export function createFieldReader(): FieldReader {
  const dynamic: Field[] = [];
  const entry = (index: number): Field | undefined =>
    index <= STATIC.length ? STATIC[index - 1] : dynamic[index - STATIC.length - 1];

  function read(block: Uint8Array): readonly Field[] | null {
    const fields: Field[] = [];
    let at = 0;
    while (at < block.length && fields.length < FIELDS_MOST) {
      const first = u8(block, at);
      const bits = first >= 0x80 ? 7 : first >= 0x40 ? 6 : first >= 0x20 ? 5 : 4;
      const [index, next] = integer(block, at, bits);
      at = next;
      if (bits === 5) continue;
      const known = index === 0 ? undefined : entry(index);
      if (index !== 0 && known === undefined) return null;
      if (bits === 7) {
        if (known === undefined) return null;
        fields.push(known);
        continue;
      }
      let name = known?.[0];
      if (name === undefined) [name, at] = readText(block, at);
      const [value, end] = readText(block, at);
      at = end;
      fields.push([name, value]);
      if (bits === 6) dynamic.unshift([name, value]);
      dynamic.length = Math.min(dynamic.length, FIELDS_MOST);
    }
    return fields;
  }
  return { read };
}

/** Value, and where it ends (section 5.1); four octets more at the most. */
function integer(block: Uint8Array, begin: number, bits: number): readonly [number, number] {
  const most = 2 ** bits - 1;
  let value = u8(block, begin) & most;
  let at = begin + 1;
  if (value < most) return [value, at];
  for (let shift = 0; shift < 28; shift += 7) {
    const octet = u8(block, at++);
    value += (octet & 0x7f) * 2 ** shift;
    if (octet < 0x80) break;
  }
  return [value, at];
}

function readText(block: Uint8Array, begin: number): [string, number] {
  const [length, at] = integer(block, begin, 7);
  const end = at + length;
  const isCoded = u8(block, begin) >= 0x80;
  const text = isCoded
    ? decode(block.subarray(at, Math.min(end, at + TEXT_MOST)))
    : textAt(block, at, Math.min(length, TEXT_MOST));
  return [text, end];
}

/** Bits that make no octet at the end are padding (section 5.2). */
function decode(bytes: Uint8Array): string {
  let [text, code, length] = ['', 0, 0];
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      const symbol = SYMBOLS.get(keyOf(++length, code));
      if (length > 30 || symbol === 256) return text;
      if (symbol === undefined) continue;
      text += String.fromCharCode(symbol);
      [code, length] = [0, 0];
    }
  }
  return text;
}
