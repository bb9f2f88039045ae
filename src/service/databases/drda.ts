// DRDA, which DB2, Derby and Informix speak: The Open Group C112, DRDA volume 3 (DDM). All in EBCDIC.
//
//   DSS     length u16, 0xd0, format u8 (1 request, 2 reply), correlation u16
//   object  length u16, code point u16, parameters of the same form
//   0x1041 EXCSAT and 0x1443 EXCSATRD: 0x115e EXTNAM, 0x116d SRVNAM, 0x1147 SRVCLSNM, 0x115a SRVRLSLV, 0x1404 MGRLVLLS
import { be16, clean, concat, hex, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const DDM = 0xd0;
const EXCSATRD = 0x1443;
const SRVCLSNM = 0x1147;
const SRVNAM = 0x116d;
const EXTNAM = 0x115e;
const SRVRLSLV = 0x115a;
const PARAMETERS_MOST = 20;
/** EXTNAM and SRVNAM `portolan`; MGRLVLLS: AGENT 3. */
const NAME = hex('97969993969381 95');
const PARAMETERS = concat(hex('000c 115e'), NAME, hex('0008 1404 1403 0003 000c 116d'), NAME);

export const drda = defineService({
  name: 'drda',
  title: 'DB2, Derby, Informix (DRDA)',
  specification: 'DRDA, The Open Group C112',
  ports: [50000, 523, 446, 448, 1527, 9088, 9089, 50001],
  hello: concat(be16(10 + PARAMETERS.length), hex('d0 01 0001'), be16(4 + PARAMETERS.length), hex('1041'), PARAMETERS),

  read({ bytes }) {
    if (u8(bytes, 2) !== DDM || (u8(bytes, 3) & 0x0f) !== 2) return null;
    const [whole, length] = [u16(bytes, 0), u16(bytes, 6)];
    if (length < 4 || length + 6 > whole) return null;
    if (u16(bytes, 8) !== EXCSATRD) return (u16(bytes, 8) & 0xff00) === 0x1200 ? { confidence: 0.85 } : null;
    const texts = parametersOf(bytes.subarray(10, 6 + length));
    const product = programOf(texts);
    return {
      confidence: product.product === undefined ? 0.9 : 1,
      ...product,
      details: {
        class: texts[SRVCLSNM] ?? '',
        server: texts[SRVNAM] ?? '',
        name: texts[EXTNAM] ?? '',
        release: texts[SRVRLSLV] ?? '',
      },
    };
  },
});

function parametersOf(bytes: Uint8Array): Record<number, string> {
  const texts: Record<number, string> = {};
  let at = 0;
  for (let i = 0; i < PARAMETERS_MOST && at + 4 <= bytes.length; i++) {
    const length = u16(bytes, at);
    if (length < 4 || at + length > bytes.length) break;
    texts[u16(bytes, at + 2)] = clean(textOf(bytes.subarray(at + 4, at + length)));
    at += length;
  }
  return texts;
}

/** `SQL11055` is 11.5.5: two digits of version, two of release, one of modification. Derby says `CSS10140/10.14.2.0`. */
function programOf(texts: Readonly<Record<number, string>>): Partial<Verdict> {
  const [kind, release] = [texts[SRVCLSNM] ?? '', texts[SRVRLSLV] ?? ''];
  const derby = /^CSS\d{5}\/(\d[\d.]{1,20})/.exec(release);
  if (derby !== null) return { product: 'Apache Derby', version: derby[1], cpe: [cpeOf('apache', 'derby', derby[1])] };
  const system = /^QDB2\/?(\w{0,20})/.exec(kind);
  const db2 = /^(SQL|DSN|QSQ)(\d\d)(\d\d)(\d)/.exec(release);
  if (system !== null || db2 !== null) {
    const version = db2 === null ? undefined : `${Number(db2[2])}.${Number(db2[3])}.${db2[4]}`;
    const os = system?.[1] || (db2?.[1] === 'DSN' ? 'z/OS' : db2?.[1] === 'QSQ' ? 'IBM i' : '');
    return { product: 'IBM Db2', ...(version && { version }), cpe: [cpeOf('ibm', 'db2', version)], ...(os && { os }) };
  }
  if (!/^IDS/.test(kind)) return {};
  const version = /(\d{1,2}\.\d{2}\.\w{2,8})/.exec(release)?.[1];
  return {
    product: 'IBM Informix',
    ...(version && { version }),
    cpe: [cpeOf('ibm', 'informix_dynamic_server', version)],
  };
}

/** EBCDIC (code page 500): letters, digits and what stands in names. Whoever answers in ASCII is read as well. */
function textOf(bytes: Uint8Array): string {
  const isAscii = bytes.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x40);
  return [...bytes].map((byte) => (isAscii ? String.fromCharCode(byte) : ebcdic(byte))).join('');
}

const EBCDIC_ROWS: readonly (readonly [number, string])[] = [
  [0x40, ' '],
  [0x4b, '.'],
  [0x4d, '('],
  [0x5d, ')'],
  [0x60, '-/'],
  [0x6d, '_'],
  [0x7a, ':#@'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0xc1, 'ABCDEFGHI'],
  [0xd1, 'JKLMNOPQR'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
];

function ebcdic(byte: number): string {
  const row = EBCDIC_ROWS.find(([first, letters]) => byte >= first && byte < first + letters.length);
  return row === undefined ? ' ' : row[1][byte - row[0]];
}
