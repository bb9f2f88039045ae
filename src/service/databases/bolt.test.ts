import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { bolt } from './bolt.ts';

const HELLO = bolt.hello as Uint8Array;

function success(server: string): Uint8Array {
  const body = concat(
    hex('b1 70 a2 86'),
    ascii('server'),
    hex('d0'),
    Uint8Array.of(server.length),
    ascii(server),
    hex('8d'),
    ascii('connection_id'),
    hex('81 31'),
  );
  return concat(Uint8Array.of(0, body.length), body, hex('0000'));
}

test('a version that was offered, and the name of the server without a login', async () => {
  const chosen = bolt.read(reply(hex('00000405'), HELLO, 'bolt'))!;
  assert.deepEqual([chosen.confidence, chosen.info], [0.85, 'Bolt 5.4']);
  const talk = fakeTalk([success('Neo4j/5.13.0')]);
  const verdict = await bolt.learn!(talk, chosen);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'Neo4j', '5.13.0']);
  assert.doesNotMatch(talk.said(), /scheme|credentials/);
});

test('who only claims to be compatible is not it', async () => {
  const chosen = bolt.read(reply(hex('00000205'), HELLO, 'bolt'))!;
  const server = 'Neo4j/v5.11.0 compatible graph database server - Memgraph';
  const verdict = await bolt.learn!(fakeTalk([success(server)]), chosen);
  assert.deepEqual([verdict.product, verdict.version], ['Memgraph', undefined]);
});

test('older ones want a login in HELLO: they are not asked', async () => {
  const talk = fakeTalk([]);
  assert.equal((await bolt.learn!(talk, bolt.read(reply(hex('00000404'), HELLO, 'bolt'))!)).confidence, 0.85);
  assert.equal(talk.said(), '');
});

test('what was not offered, or to nobody, is none', () => {
  for (const other of ['00000000', '00000906', '00000005 00', '0000', '00010405']) {
    assert.equal(bolt.read(reply(hex(other), HELLO, 'bolt')), null, other);
  }
  assert.equal(bolt.read(reply(hex('00000405'))), null);
});
