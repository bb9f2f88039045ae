import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex, le32 } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { bsonAt, textZ } from './bson.ts';
import { mongodb } from './mongodb.ts';

const text = (name: string, value: string): Uint8Array =>
  concat(hex('02'), textZ(name), le32(value.length + 1), textZ(value));
const int = (name: string, value: number): Uint8Array => concat(hex('10'), textZ(name), le32(value));

function document(...elements: Uint8Array[]): Uint8Array {
  const body = concat(...elements, hex('00'));
  return concat(le32(body.length + 4), body);
}

function opReply(bson: Uint8Array): Uint8Array {
  return concat(le32(36 + bson.length), le32(1), le32(1), le32(1), new Uint8Array(16), le32(1), bson);
}

function opMessage(bson: Uint8Array): Uint8Array {
  return concat(le32(21 + bson.length), le32(1), le32(1), le32(2013), new Uint8Array(5), bson);
}

const HELLO = opReply(
  document(
    concat(hex('08'), textZ('ismaster'), hex('01')),
    int('maxWireVersion', 17),
    text('setName', 'rs0'),
    text('me', 'db1.example.org:27017'),
  ),
);

test('isMaster tells the role, buildInfo the version', async () => {
  const told = mongodb.read(reply(HELLO, mongodb.hello as Uint8Array, 'mongodb'))!;
  assert.deepEqual(
    [told.confidence, told.product, told.hostname, told.info],
    [0.95, 'MongoDB', 'db1.example.org', 'replica set rs0'],
  );
  const talk = fakeTalk([opMessage(document(text('version', '6.0.14'), text('gitVersion', 'abc')))]);
  const verdict = await mongodb.learn!(talk, told);
  assert.deepEqual([verdict.confidence, verdict.version], [1, '6.0.14']);
  assert.deepEqual(verdict.cpe, ['cpe:2.3:a:mongodb:mongodb:6.0.14:*:*:*:*:*:*:*']);
  assert.match(talk.said(), /buildInfo/);
});

test('FerretDB says its own', async () => {
  const talk = fakeTalk([opMessage(document(text('version', '7.0.42'), text('ferretdbVersion', 'v1.21.0')))]);
  const verdict = await mongodb.learn!(talk, { confidence: 0.95 });
  assert.deepEqual([verdict.product, verdict.version], ['FerretDB', '1.21.0']);
});

test('so does the answer to a browser; others are none', () => {
  const page =
    'HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nIt looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n';
  assert.equal(mongodb.read(reply(page, 'GET /', 'http'))?.confidence, 0.95);
  assert.equal(mongodb.read(reply(opReply(document(text('a', 'b'))))), null);
  assert.equal(mongodb.read(reply(HELLO.subarray(0, 20))), null);
  assert.equal(mongodb.read(reply(ascii('HTTP/1.0 200 OK\r\n\r\n'))), null);
});

test('BSON whose lengths lie', () => {
  assert.deepEqual(
    bsonAt(document(text('a', 'b'), int('c', -1)), 0),
    Object.assign(Object.create(null), { a: 'b', c: -1 }),
  );
  assert.deepEqual({ ...bsonAt(hex('10000000 02 6100 ffffff7f 6200 00'), 0) }, {});
  assert.equal(bsonAt(hex('0400'), 0), null);
  // Documents in documents, five of them.
  let nested = document(int('x', 1));
  for (let i = 0; i < 5; i++) nested = document(concat(hex('03'), textZ('d'), nested));
  assert.match(JSON.stringify(bsonAt(nested, 0)), /^\{"d":\{"d":\{"d":\{"d":null\}\}\}\}$/);
});

test('who lists databases without a login is told; who refuses is not', async () => {
  const info = opMessage(document(text('version', '6.0.14')));
  const double = (value: string): Uint8Array => concat(hex('01'), textZ('ok'), hex(value));
  const listed = opMessage(document(int('totalSize', 1), double('000000000000f03f')));
  const open = await mongodb.learn!(fakeTalk([info, listed]), { confidence: 0.95 });
  assert.equal(open.notes?.[0].code, 'N_NO_LOGIN');
  const refused = opMessage(document(double('0000000000000000'), text('codeName', 'Unauthorized')));
  assert.equal((await mongodb.learn!(fakeTalk([info, refused]), { confidence: 0.95 })).notes, undefined);
});
