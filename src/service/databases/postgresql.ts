// PostgreSQL and what speaks its protocol: PostgreSQL documentation, "Frontend/Backend Protocol", Message Formats.
//
//   SSLRequest      8 u32, 80877103 u32; the answer is one byte, `S` or `N`
//   StartupMessage  length u32, version u16 u16, ...: of a version that nobody has, so that no login begins
//   ErrorResponse   `E`, length u32, fields of a letter and a text to the zero byte, 0. Letters: S and V severity, C SQLSTATE,
//                   M message, F file, L line, R routine
import { clean, cString, hex, u8, u32 } from '../bytes.ts';
import { defineService, SURE, type Verdict } from '../service.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const SSL_REQUEST = hex('00000008 04d2162f');
/** Version 255.255. */
const STARTUP = hex('00000008 00ff00ff');
const ERROR = 0x45;
const LENGTH_MOST = 8192;
const FIELDS_MOST = 20;
const NAMED = [0x53, 0x4e];
const SILENT = 'answers an SSLRequest, and not a startup message';
/** Authentication, NegotiateProtocolVersion. */
const ANSWERS = [0x52, 0x76];

export const postgresql = defineService({
  name: 'postgresql',
  title: 'PostgreSQL',
  specification: 'PostgreSQL: Frontend/Backend Protocol 3.0',
  ports: [5432, 5433, 6432, 26257],
  startTls: true,
  hello: SSL_REQUEST,
  yield: 6,

  read({ bytes, to }) {
    const first = u8(bytes, 0);
    if (first === ERROR) return fromError(bytes, to);
    if (to !== 'postgresql' || bytes.length !== 1 || !NAMED.includes(first)) return null;
    // One letter is little: the answer to the next message makes it sure.
    return { confidence: 0.5, details: { tls: first === 0x53 } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.product !== undefined || verdict.confidence >= SURE) return verdict;
    const tls = verdict.details?.tls;
    // Who said `S` waits for TLS, who said `N` goes on in the clear; who said neither has to be asked anew.
    const inside = tls === true ? await goOnInTls(talk) : null;
    const next = tls === false || inside !== null ? talk : await talk.again();
    if (next === null) return verdict;
    next.send(STARTUP);
    const bytes = await next.receive((all) => all.length >= 5 && all.length > u32(all, 1));
    if (next !== talk) next.close();
    const told = fromError(bytes, 'postgresql');
    // Of its form, and no refusal: some that speak its protocol take any version.
    if (told === null && isMessage(bytes)) return { ...verdict, confidence: 0.85 };
    // One letter that nothing follows is chance, unless TLS began where it was said to: no other protocol has that.
    if (told === null && inside === null) return { confidence: 0 };
    if (told === null) {
      return { ...verdict, confidence: 0.85, details: { ...verdict.details, ...inside }, contradiction: SILENT };
    }
    return {
      ...told,
      info: [tls === undefined ? '' : tls ? 'TLS offered' : 'no TLS', told.info].filter(Boolean).join('; '),
      details: { ...verdict.details, ...told.details, ...inside },
    };
  },
});

/** One whole message of those that answer a startup. */
function isMessage(bytes: Uint8Array): boolean {
  const length = u32(bytes, 1);
  return ANSWERS.includes(u8(bytes, 0)) && length >= 8 && length <= LENGTH_MOST && bytes.length >= 1 + length;
}

function fromError(bytes: Uint8Array, to: string | null): Verdict | null {
  const length = u32(bytes, 1);
  // As protocol 2.0 had it, a text and a line end: also of newer servers that could not read so far.
  if (/^FATAL: {1,2}[^\n]{4,200}\n$/.test(cString(bytes, 1, 220))) return { confidence: 0.6 };
  if (length < 12 || length > LENGTH_MOST || bytes.length < 8) return null;
  const fields = fieldsOf(bytes.subarray(0, 1 + length));
  const state = fields.C ?? '';
  if (!/^[0-9A-Z]{5}$/.test(state) || fields.M === undefined) return null;
  return {
    confidence: to === 'postgresql' || fields.R !== undefined ? 1 : 0.9,
    ...programOf(fields),
    details: {
      error: clean(fields.M, 200),
      sqlState: state,
      ...(fields.F && { source: clean(`${fields.F}:${fields.L} ${fields.R}`) }),
    },
  };
}

function fieldsOf(message: Uint8Array): Record<string, string> {
  const fields: Record<string, string> = {};
  let at = 5;
  for (let i = 0; i < FIELDS_MOST && u8(message, at) !== 0; i++) {
    const letter = String.fromCharCode(message[at]);
    if (!/[A-Za-z]/.test(letter)) return {};
    const text = cString(message, at + 1, 1024);
    fields[letter] = text;
    at += text.length + 2;
  }
  return fields;
}

/** Who it is, by the source file that said it; how old, by what that file's releases have in common. */
function programOf(fields: Readonly<Record<string, string>>): Partial<Verdict> {
  const file = fields.F ?? '';
  if (/padb|redshift/i.test(file)) return { product: 'Amazon Redshift' };
  if (/\.go$/.test(file)) return { product: 'CockroachDB', cpe: [cpeOf('cockroachlabs', 'cockroachdb')] };
  if (/(^|\/)(postmaster|backend_startup)\.c$/.test(file)) {
    return { product: 'PostgreSQL', cpe: [cpeOf('postgresql', 'postgresql')], info: releasesOf(fields) };
  }
  // PgBouncer's errors have no source, and this state for all it does not understand.
  if (fields.C === '08P01' && fields.F === undefined)
    return { product: 'PgBouncer', cpe: [cpeOf('pgbouncer', 'pgbouncer')] };
  return {};
}

/**
 * Release notes: V since 9.6; protocol 2.0 was dropped in 14; the startup moved to backend_startup.c in 17; protocol 3.2 came
 * with 18.
 */
function releasesOf({ F: file, M: message, V: severity }: Readonly<Record<string, string>>): string {
  const supported = /(\d)\.\d \D{1,6} (\d)\.(\d)/.exec(message ?? '');
  if (supported?.[3] === '2') return '18 or later';
  if (/backend_startup\.c$/.test(file)) return '17';
  if (severity === undefined) return 'before 9.6';
  if (supported === null) return '9.6 to 16';
  return supported[1] === '3' ? '14 to 16' : '9.6 to 13';
}
