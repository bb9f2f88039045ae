// MongoDB: MongoDB Manual, "MongoDB Wire Protocol", and the commands isMaster and buildInfo, which want no login.
//
//   header    length i32le (all), request id i32le, answer to i32le, opcode i32le
//   2004 OP_QUERY   flags i32le, collection to the zero byte, skip i32le, return i32le, document; every server takes isMaster so
//   1 OP_REPLY      flags i32le, cursor 8 bytes, from i32le, count i32le, documents
//   2013 OP_MSG     flags i32le, section kind u8 (0), document
import { clean, concat, le32, u8, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';
import { type BsonDocument, bsonAt, command, textZ } from './bson.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const LENGTH_MOST = 65_536;
const REQUEST_ID = 0x70726f74;
const TO_BROWSERS = 'It looks like you are trying to access MongoDB over HTTP';

function message(opcode: number, body: Uint8Array): Uint8Array {
  return concat(le32(HEADER + body.length), le32(REQUEST_ID), le32(0), le32(opcode), body);
}

const IS_MASTER = message(
  OP_QUERY,
  concat(le32(0), textZ('admin.$cmd'), le32(0), le32(0xffffffff), command('isMaster')),
);
const BUILD_INFO = message(OP_MSG, concat(le32(0), Uint8Array.of(0), command('buildInfo', 'admin')));
/** Wants a login where there are any: asked is whether it does, and nothing of what stands in them. */
const LIST_DATABASES = message(OP_MSG, concat(le32(0), Uint8Array.of(0), command('listDatabases', 'admin')));
const OLD_BUILD_INFO = message(
  OP_QUERY,
  concat(le32(0), textZ('admin.$cmd'), le32(0), le32(0xffffffff), command('buildInfo')),
);
/** Of MongoDB 3.6, which brought OP_MSG. */
const WIRE_OP_MSG = 6;

export const mongodb = defineService({
  name: 'mongodb',
  title: 'MongoDB',
  specification: 'MongoDB Wire Protocol',
  ports: [27017, 27018, 27019],
  hello: IS_MASTER,
  yield: 8,

  read({ bytes, text }) {
    if (text.startsWith('HTTP/1.0 200 OK') && text.includes(TO_BROWSERS))
      return { confidence: 0.95, product: 'MongoDB' };
    const told = documentOf(bytes);
    if (told === null) return null;
    const isIt = 'ismaster' in told || 'isWritablePrimary' in told || 'maxWireVersion' in told;
    if (!isIt) return 'ok' in told ? { confidence: 0.9, details: detailsOf(told) } : null;
    return { confidence: 0.95, product: 'MongoDB', ...nameOf(told), details: detailsOf(told) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const wire = verdict.details?.maxWireVersion;
    const isOld = typeof wire === 'number' && wire < WIRE_OP_MSG;
    talk.send(isOld ? OLD_BUILD_INFO : BUILD_INFO);
    const info = documentOf(await talk.receive(isWhole));
    if (info === null || typeof info.version !== 'string') return verdict;
    if (!isOld) talk.send(LIST_DATABASES);
    const list = isOld ? null : documentOf(await talk.receive(isWhole));
    return {
      ...verdict,
      confidence: 1,
      ...programOf(info),
      details: { ...verdict.details, ...detailsOf(info) },
      ...(list !== null && list.ok === 1 ? { notes: [OPEN] } : {}),
    };
  },
});

const isWhole = (all: Uint8Array): boolean => all.length >= 4 && all.length >= u32le(all, 0);

const OPEN = noLogin(
  'lists its databases without a login',
  'switch authorization on, and bind it to the addresses that need it',
);

/** The document of an answer; null where it is none of this protocol. */
function documentOf(bytes: Uint8Array): BsonDocument | null {
  const length = u32le(bytes, 0);
  const opcode = u32le(bytes, 12);
  if (length < HEADER + 10 || length > LENGTH_MOST || bytes.length < HEADER + 10) return null;
  if (opcode === OP_REPLY && u32le(bytes, 32) === 1) return bsonAt(bytes, 36);
  return opcode === OP_MSG && u8(bytes, 20) === 0 ? bsonAt(bytes, 21) : null;
}

function programOf(info: BsonDocument): Partial<Verdict> {
  const version = clean(String(info.version), 40);
  const ferret = info.ferretdb ?? info.ferretdbVersion;
  if (ferret !== undefined) {
    const own = typeof ferret === 'object' ? ferret?.version : ferret;
    return { product: 'FerretDB', ...(typeof own === 'string' && { version: clean(own.replace(/^v/, ''), 40) }) };
  }
  const product = typeof info.psmdbVersion === 'string' ? 'Percona Server for MongoDB' : 'MongoDB';
  return { product, version, cpe: [cpeOf('mongodb', 'mongodb', version)] };
}

function nameOf(told: BsonDocument): Partial<Verdict> {
  const host = typeof told.me === 'string' ? told.me.replace(/:\d+$/, '') : '';
  const set =
    typeof told.setName === 'string'
      ? `replica set ${clean(told.setName, 40)}`
      : told.msg === 'isdbgrid'
        ? 'mongos'
        : '';
  return { ...(host === '' ? {} : { hostname: clean(host) }), ...(set === '' ? {} : { info: set }) };
}

const KEPT = [
  'maxWireVersion',
  'minWireVersion',
  'readOnly',
  'setName',
  'me',
  'primary',
  'msg',
  'ismaster',
  'gitVersion',
  'allocator',
  'bits',
  'errmsg',
];

function detailsOf(told: BsonDocument): Record<string, unknown> {
  return Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = told[name];
      if (value === undefined || typeof value === 'object') return [];
      return [[name, typeof value === 'string' ? clean(value) : value]];
    }),
  );
}
