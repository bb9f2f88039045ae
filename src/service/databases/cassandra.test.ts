import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be16, be32, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { cassandra } from './cassandra.ts';

const text = (words: string): Uint8Array => concat(be16(words.length), ascii(words));
const value = (words: string): Uint8Array => concat(be32(words.length), ascii(words));
const list = (...words: string[]): Uint8Array => concat(be16(words.length), ...words.map(text));
const frame = (opcode: number, body: Uint8Array): Uint8Array =>
  concat(hex('84 00 0001'), Uint8Array.of(opcode), be32(body.length), body);

const SUPPORTED = frame(
  6,
  concat(be16(2), text('CQL_VERSION'), list('3.4.6'), text('PROTOCOL_VERSIONS'), list('4/v4', '5/v5')),
);
const SCYLLA = frame(6, concat(be16(2), text('SCYLLA_SHARD'), list('0'), text('CQL_VERSION'), list('3.3.1')));
const ROWS = frame(
  8,
  concat(
    hex('00000002 00000001 00000003'),
    text('system'),
    text('local'),
    ...['release_version', 'cluster_name', 'data_center'].map((name) => concat(text(name), be16(13))),
    be32(1),
    value('4.1.3'),
    value('Test Cluster'),
    value('dc1'),
  ),
);

test('OPTIONS names it; without a login it tells its release', async () => {
  const told = cassandra.read(reply(SUPPORTED, cassandra.hello as Uint8Array, 'cassandra'))!;
  assert.deepEqual([told.confidence, told.product, told.info], [1, 'Apache Cassandra', 'CQL 3.4.6']);
  const verdict = await cassandra.learn!(fakeTalk([frame(2, hex('')), ROWS]), told);
  assert.deepEqual(
    [verdict.version, verdict.details?.cluster, verdict.notes?.[0].code],
    ['4.1.3', 'Test Cluster', 'N_NO_LOGIN'],
  );
});

test('with a login it is not asked any further', async () => {
  const talk = fakeTalk([frame(3, text('org.apache.cassandra.auth.PasswordAuthenticator'))]);
  const verdict = await cassandra.learn!(talk, cassandra.read(reply(SUPPORTED))!);
  assert.deepEqual([verdict.info, verdict.notes], ['wants a login', undefined]);
  assert.doesNotMatch(talk.said(), /SELECT/);
});

test('Scylla is told apart', async () => {
  const verdict = await cassandra.learn!(fakeTalk([frame(2, hex('')), ROWS]), cassandra.read(reply(SCYLLA))!);
  assert.deepEqual([verdict.product, verdict.version, verdict.info], ['ScyllaDB', undefined, 'like Cassandra 4.1.3']);
});

test('an error, and what is none', () => {
  const words = 'Invalid or unsupported protocol version (4); highest supported is 2';
  const error = concat(hex('82 00 00 00'), be32(6 + words.length), be32(10), text(words));
  assert.equal(cassandra.read(reply(error))?.confidence, 0.95);
  for (const other of [
    '84 00 0001 06',
    '84 00 0001 06 00000002 0000',
    '04 00 0001 06 00000002 0000',
    '84 00 0001 00 00000000',
  ]) {
    assert.equal(cassandra.read(reply(hex(other))), null, other);
  }
});
