// Microsoft SQL Server, and Sybase its ancestor: [MS-TDS] sections 2.2.3.1 and 2.2.6.5.
//
//   packet      type u8 (0x12 prelogin, 4 answer), status u8 (1: the last one), length u16 (all), 0 u16, number u8, 0 u8
//   PRELOGIN    options: token u8, offset u16, length u16 ... 0xff; then what they point to
//   0 VERSION   major u8, minor u8, build u16, sub-build u16;   1 ENCRYPTION u8: 0 login only, 1 on, 2 not supported, 3 required
import { clean, concat, hex, textAt, u8, u16, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const HEADER = 8;
const ANSWER = 4;
const LAST = 1;
const TOKEN_VERSION = 0;
const TOKEN_ENCRYPTION = 1;
const TOKEN_END = 0xff;
const TOKENS_MOST = 10;
const TOKEN_ERROR = 0xaa;
const TOKEN_EED = 0xe5;
const ENCRYPTION = ['login only', 'on', 'not supported', 'required'];
/** Names of releases by major version and, before 11, minor. */
const RELEASES: Readonly<Record<string, string>> = {
  '8.0': '2000',
  '9.0': '2005',
  '10.0': '2008',
  '10.50': '2008 R2',
  '11.0': '2012',
  '12.0': '2014',
  '13.0': '2016',
  '14.0': '2017',
  '15.0': '2019',
  '16.0': '2022',
  '17.0': '2025',
};

/** Options VERSION, ENCRYPTION (not supported: whatever is required is told), INSTOPT (empty), THREADID, MARS. */
const PRELOGIN = hex(
  '00 001a 0006 01 0020 0001 02 0021 0001 03 0022 0004 04 0026 0001 ff 090000000000 02 00 00000000 00',
);

export const mssql = defineService({
  name: 'ms-sql-s',
  title: 'Microsoft SQL Server',
  specification: 'MS-TDS',
  ports: [1433, 1434, 2433, 4022, 5000],
  hello: concat(hex('12 01'), Uint8Array.of(0, HEADER + PRELOGIN.length), hex('0000 00 00'), PRELOGIN),

  read({ bytes }) {
    if (u8(bytes, 0) !== ANSWER || u8(bytes, 1) > LAST || bytes.length <= HEADER) return null;
    const length = u16(bytes, 2);
    if (length < HEADER + 6 || length > 4096) return null;
    const body = bytes.subarray(HEADER, length);
    const first = u8(body, 0);
    if (first === TOKEN_VERSION) return fromPrelogin(body, bytes.length < length);
    return first === TOKEN_ERROR || first === TOKEN_EED ? fromError(body) : null;
  },
});

function fromPrelogin(body: Uint8Array, isShort: boolean): Verdict | null {
  let at = 0;
  let version = -1;
  let encryption = -1;
  for (let i = 0; i < TOKENS_MOST && at < body.length && body[at] !== TOKEN_END; i++, at += 5) {
    const [offset, length] = [u16(body, at + 1), u16(body, at + 3)];
    if (offset + length > body.length && !isShort) return null;
    if (body[at] === TOKEN_VERSION && length === 6) version = offset;
    if (body[at] === TOKEN_ENCRYPTION && length === 1) encryption = u8(body, offset);
  }
  // The first option's value stands right behind the list.
  if (version !== at + 1 || u8(body, at) !== TOKEN_END) return null;
  const [major, minor, build] = [u8(body, version), u8(body, version + 1), u16(body, version + 2)];
  const release = RELEASES[`${major}.${minor}`];
  const told = encryption >= 0 && encryption < ENCRYPTION.length ? ENCRYPTION[encryption] : undefined;
  return {
    confidence: release === undefined ? 0.9 : 1,
    ...(release === undefined
      ? {}
      : {
          product: `Microsoft SQL Server ${release}`,
          cpe: [cpeOf('microsoft', 'sql_server', release.toLowerCase().replace(' ', '_'))],
        }),
    version: `${major}.${String(minor).padStart(2, '0')}.${build}`,
    ...(told === undefined ? {} : { info: `encryption ${told}`, details: { encryption: told } }),
    ...(major >= 14 ? {} : { os: 'Windows' }),
    ...(isShort ? { more: true } : {}),
  };
}

/** ERROR (2.2.7.10): length u16le, number u32le, state u8, class u8, text u16le and UTF-16, server name u8 and UTF-16. EED is TDS 5.0's, in bytes. */
function fromError(body: Uint8Array): Verdict | null {
  const length = u16le(body, 1);
  const number = u32le(body, 3);
  if (length < 12 || length + 3 > body.length || number > 100_000) return null;
  if (body[0] === TOKEN_EED) return { confidence: 0.85, product: 'SAP ASE (Sybase)', details: { error: number } };
  const words = u16le(body, 9);
  const text = textAt(body, 11, 2 * words);
  if (2 * words + 12 > length + 3 || !/^(?:[^\0]\0){4,300}$/.test(text)) return null;
  return { confidence: 0.9, info: clean(text.replaceAll('\0', ''), 100), details: { error: number } };
}
