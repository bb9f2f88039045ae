// Cassandra and ScyllaDB: CQL Binary Protocol v4 (doc/native_protocol_v4.spec of Cassandra).
//
//   frame       version u8 (0x80: an answer), flags u8, stream i16, opcode u8, length u32, body; v1 and v2: stream i8
//   opcodes     0 ERROR, 1 STARTUP, 2 READY, 3 AUTHENTICATE, 5 OPTIONS, 6 SUPPORTED, 7 QUERY, 8 RESULT
//   SUPPORTED   count u16, then a name (length u16) and a list (count u16) of texts (length u16)
import { ascii, be16, be32, clean, concat, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const HEADER = 9;
const [ERROR, STARTUP, READY, AUTHENTICATE, OPTIONS, SUPPORTED, QUERY, RESULT] = [0, 1, 2, 3, 5, 6, 7, 8];
const BODY_MOST = 16_384;
const RESULT_ROWS = 2;
const NAMES_MOST = 40;
const ASKED = ['release_version', 'cluster_name', 'data_center'];

function frame(opcode: number, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  return concat(Uint8Array.of(4, 0, 0, 1, opcode), be32(body.length), body);
}

const HELLO = frame(OPTIONS);
const text16 = (text: string): Uint8Array => concat(be16(text.length), ascii(text));
const SELECT = `SELECT ${ASKED.join(', ')} FROM system.local`;

export const cassandra = defineService({
  name: 'cassandra',
  title: 'Cassandra, ScyllaDB (CQL)',
  specification: 'CQL Binary Protocol v4',
  ports: [9042, 9142, 19042],
  hello: HELLO,

  read({ bytes, to }) {
    const version = u8(bytes, 0);
    if (version < 0x81 || version > 0x86 || bytes.length < HEADER) return null;
    const at = version < 0x83 ? 8 : HEADER;
    const opcode = u8(bytes, at - 5);
    const length = u32(bytes, at - 4);
    if (length > BODY_MOST) return null;
    if (opcode === SUPPORTED) return supported(bytes.subarray(at, at + length));
    const words = opcode === ERROR ? textAt(bytes, at + 6, u16(bytes, at + 4)) : '';
    if (!/^[\x20-\x7e]{8,400}$/.test(words) || at + length !== bytes.length) return null;
    return { confidence: /protocol version/.test(words) || to === 'cassandra' ? 0.95 : 0.8, info: clean(words, 100) };
  },

  /** STARTUP tells whether a login is wanted. Where none is, the node tells its release. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details === undefined) return verdict;
    talk.send(frame(STARTUP, concat(be16(1), text16('CQL_VERSION'), text16('3.0.0'))));
    const answer = await talk.receive(isWhole);
    if (u8(answer, 4) === AUTHENTICATE && answer.length > HEADER) {
      const authenticator = clean(textAt(answer, HEADER + 2, u16(answer, HEADER)));
      return { ...verdict, info: 'wants a login', details: { ...verdict.details, authenticator } };
    }
    if (u8(answer, 4) !== READY || answer.length !== HEADER) return verdict;
    talk.send(frame(QUERY, concat(be32(SELECT.length), ascii(SELECT), be16(1), Uint8Array.of(0))));
    const [release, cluster, place] = rowOf(await talk.receive(isWhole));
    const notes = [
      noLogin(
        'answers without a password',
        'set authenticator: PasswordAuthenticator, and bind it to the addresses that need it',
      ),
    ];
    if (release === undefined || !/^\d[\w.+~-]{1,40}$/.test(release)) return { ...verdict, notes };
    const isScylla = verdict.product === 'ScyllaDB';
    return {
      ...verdict,
      confidence: 1,
      // Scylla says here which Cassandra it is like.
      ...(isScylla
        ? { info: `like Cassandra ${release}` }
        : { product: 'Apache Cassandra', version: release, cpe: [cpeOf('apache', 'cassandra', release)] }),
      details: { ...verdict.details, cluster: clean(cluster ?? ''), dataCenter: clean(place ?? '') },
      notes,
    };
  },
});

function isWhole(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && bytes.length >= HEADER + u32(bytes, 5);
}

function supported(body: Uint8Array): Verdict | null {
  const options: Record<string, string[]> = {};
  let at = 2;
  for (let i = 0; i < Math.min(NAMES_MOST, u16(body, 0)) && at < body.length; i++) {
    const name = textAt(body, at + 2, u16(body, at));
    at += 2 + name.length;
    const count = u16(body, at);
    at += 2;
    const values: string[] = [];
    for (let j = 0; j < count && j < NAMES_MOST && at < body.length; j++) {
      const value = textAt(body, at + 2, u16(body, at));
      at += 2 + value.length;
      values.push(clean(value, 60));
    }
    if (/^[A-Z_]{3,60}$/.test(name)) options[name] = values;
  }
  const cql = options.CQL_VERSION?.[0];
  if (cql === undefined) return null;
  const isScylla = Object.keys(options).some((name) => name.startsWith('SCYLLA_'));
  return {
    confidence: 1,
    product: isScylla ? 'ScyllaDB' : 'Apache Cassandra',
    cpe: [isScylla ? cpeOf('scylladb', 'scylladb') : cpeOf('apache', 'cassandra')],
    info: `CQL ${cql}`,
    details: { ...options },
  };
}

/** RESULT of kind Rows: flags i32, columns i32, keyspace, table, a name and a type each; rows i32; values with lengths i32. */
function rowOf(bytes: Uint8Array): string[] {
  if (u8(bytes, 4) !== RESULT || u32(bytes, HEADER) !== RESULT_ROWS || u32(bytes, HEADER + 8) !== ASKED.length)
    return [];
  let at = HEADER + 12;
  for (let i = 0; i < 2; i++) at += 2 + u16(bytes, at);
  // Behind each name its type, of which all that were asked for are plain: u16.
  for (let i = 0; i < ASKED.length; i++) at += 2 + u16(bytes, at) + 2;
  at += 4;
  return ASKED.map(() => {
    const value = textAt(bytes, at + 4, Math.min(200, u32(bytes, at)));
    at += 4 + value.length;
    return value;
  });
}
