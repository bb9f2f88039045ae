// MySQL and its kin: MySQL Internals, "Connection Phase". The server greets.
//
//   packet   length u24le, sequence u8, payload
//   greeting 10 u8, version to the zero byte, thread u32le, salt 8 bytes, 0, capabilities u16le, charset u8, status u16le,
//            capabilities (upper half) u16le, length of the salt u8, 10 bytes, salt, name of the login plugin to the zero byte
//   error    0xff, number u16le, ['#' and an SQLSTATE of 5], text to the packet's end
import { clean, concat, cString, hex, textAt, u8, u16le, u24le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const HEADER = 4;
const PROTOCOL_10 = 10;
const ERROR = 0xff;
const PACKET_MOST = 2048;
const CAPABILITY_TLS = 0x0800;
const CAPABILITY_PLUGIN = 0x0008;
/**
 * Number 1, 32 bytes: capabilities PROTOCOL_41, TLS, SECURE_CONNECTION, PLUGIN_AUTH u32le, longest packet u32le, utf8mb4 u8,
 * 23 zeros.
 */
const SSL_REQUEST = concat(hex('20 0000 01 008a0800 00000001 2d'), new Uint8Array(23));
const PLUGIN = /^[a-z][a-z0-9_]{2,60}$/;
/** ER_CON_COUNT_ERROR, ER_HOST_IS_BLOCKED, ER_HOST_NOT_PRIVILEGED: what is said in place of a greeting. */
const REFUSALS = new Set([1040, 1129, 1130]);

/** Kin by its version's text; the first group is its own version. Product, CPE vendor and name. */
const KIN: readonly (readonly [RegExp, string, string, string])[] = [
  [/(?:^|^5\.5\.5-)(\d+\.\d+\.\d+)-MariaDB/i, 'MariaDB', 'mariadb', 'mariadb'],
  [/-TiDB-v?(\d[\w.]{0,20})/, 'TiDB', 'pingcap', 'tidb'],
  [/-OceanBase(?:_CE)?-v?(\d[\w.]{0,20})/, 'OceanBase', 'oceanbase', 'oceanbase'],
  [/-Vitess()/, 'Vitess', 'linuxfoundation', 'vitess'],
  [/\(ProxySQL\)()/i, 'ProxySQL', 'proxysql', 'proxysql'],
  [/^(\d+\.\d+\.\d+)[^(]{0,60}\(?manticore/i, 'Manticore Search', 'manticoresearch', 'manticore_search'],
  [/^(\d+\.\d+\.\d+-\d{1,3}(?:\.\d{1,2})?)(?:-log|-debug)?$/, 'Percona Server', 'percona', 'percona_server'],
  [/^(\d+\.\d+\.\d+)/, 'MySQL', 'oracle', 'mysql'],
];

export const mysql = defineService({
  name: 'mysql',
  title: 'MySQL, MariaDB',
  specification: 'MySQL Internals: Connection Phase',
  ports: [3306, 3307, 4000, 6033],
  startTls: true,
  greetsOn: [3306],

  read({ bytes }) {
    const length = u24le(bytes, 0);
    if (length < 8 || length > PACKET_MOST || bytes.length < 8) return null;
    if (u8(bytes, 4) === PROTOCOL_10 && u8(bytes, 3) === 0) return greeting(bytes, HEADER + length);
    return u8(bytes, 4) === ERROR && bytes.length >= HEADER + length ? refusal(bytes, length) : null;
  },

  /** TLS begins before anybody logs in: its certificate is all that is wanted. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.tls !== true || talk.tls !== null) return verdict;
    talk.send(SSL_REQUEST);
    return { ...verdict, details: { ...verdict.details, ...(await goOnInTls(talk)) } };
  },
});

function greeting(bytes: Uint8Array, end: number): Verdict | null {
  const text = cString(bytes, 5, 100);
  const after = 5 + text.length + 1;
  if (!/^[\x20-\x7e]{3,99}$/.test(text)) return null;
  // The text's zero byte, and the one behind the first half of the salt.
  if (after + 15 > Math.min(end, bytes.length) || u8(bytes, after - 1) !== 0 || u8(bytes, after + 12) !== 0)
    return null;
  if (bytes.length < end) return { confidence: 0.6, more: true };
  const capabilities = u16le(bytes, after + 13);
  const upper = u16le(bytes, after + 18);
  const salt = Math.max(13, u8(bytes, after + 20) - 8);
  const plugin = (upper & CAPABILITY_PLUGIN) === 0 ? '' : cString(bytes, after + 31 + salt, 64);
  const tls = (capabilities & CAPABILITY_TLS) !== 0;
  return {
    // The name of a login plugin where the lengths say it has to stand: structure and words agree.
    confidence: PLUGIN.test(plugin) ? 1 : 0.9,
    ...programOf(text),
    info: `${tls ? 'TLS offered' : 'no TLS'}${PLUGIN.test(plugin) ? `; ${plugin}` : ''}`,
    details: { greeting: clean(text), tls, thread: u32le(bytes, after), charset: u8(bytes, after + 15), plugin },
  };
}

function programOf(text: string): Partial<Verdict> {
  const os = /(debian|\bdeb\d|ubuntu)/i.exec(text)?.[1].toLowerCase();
  const machine = os === undefined ? {} : { os: os === 'ubuntu' ? 'Ubuntu' : 'Debian' };
  for (const [pattern, product, vendor, name] of KIN) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const version = match[1] === '' ? undefined : match[1];
    return { product, ...(version && { version }), cpe: [cpeOf(vendor, name, version)], ...machine };
  }
  return machine;
}

function refusal(bytes: Uint8Array, length: number): Verdict | null {
  const number = u16le(bytes, 5);
  const hasState = u8(bytes, 7) === 0x23;
  const text = textAt(bytes, hasState ? 13 : 7, length - (hasState ? 9 : 3));
  if (number < 1000 || number > 4999 || !/^[\x20-\xff]{4,500}$/.test(text)) return null;
  const product = /\b(MariaDB|MySQL)\b/.exec(text)?.[1];
  const isKnown = REFUSALS.has(number) || product !== undefined;
  return {
    confidence: isKnown ? 0.95 : 0.6,
    ...(product === undefined ? {} : { product }),
    info: clean(text, 100),
    details: { error: number, text: clean(text, 300) },
  };
}
