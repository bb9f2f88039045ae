import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { javaRmi } from './java-rmi.ts';

const ACK = hex('4e 0009 3132372e302e302e31 0000804c');

test('acknowledges the stream protocol', () => {
  assert.equal(javaRmi.read(reply(ACK, null, 'rmiregistry'))?.confidence, 0.9);
  assert.equal(javaRmi.read(reply(ACK.subarray(0, 12), null, 'rmiregistry')), null);
  assert.equal(javaRmi.read(reply('N', null, 'rmiregistry')), null);
});

test('a registry lists its names, another object does not', async () => {
  const list = concat(
    hex('51 aced0005 770f 01 0102030405060708090a0b0c0d0e 75 72 0013'),
    ascii('[Ljava.lang.String;'),
    hex('add256e7e91d7b47 02 0000 70 78 70 00000001 74 0003 6c6162'),
  );
  const verdict = await javaRmi.learn!(fakeTalk([list]), javaRmi.read(reply(ACK, null, 'rmiregistry'))!);
  assert.deepEqual(verdict.details, { names: ['lab'] });
  const other = await javaRmi.learn!(fakeTalk([hex('51 aced0005 770f 02')]), { confidence: 0.9, service: 'java-rmi' });
  assert.equal(other.service, 'java-rmi');
});
