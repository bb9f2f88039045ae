import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { pulsar } from './pulsar.ts';

function frame(command: Uint8Array): Uint8Array {
  return concat(be32(command.length + 4), be32(command.length), command);
}

test('CONNECTED tells the version, an error that it is it', () => {
  const server = concat(hex('0a 13'), ascii('Pulsar Server2.10.4'), hex('10 06'));
  const verdict = pulsar.read(reply(frame(concat(hex('08 03 1a'), Uint8Array.of(server.length), server))));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.info], [1, '2.10.4', 'protocol 6']);
  const error = concat(hex('08 00 10 02 1a 0b'), ascii('no, not you'));
  assert.equal(
    pulsar.read(reply(frame(concat(hex('08 0e 72'), Uint8Array.of(error.length), error))))?.info,
    'no, not you',
  );
});

test('others are none', () => {
  assert.equal(pulsar.read(reply(hex('00000008 00000004 08031a00'))), null);
  assert.equal(pulsar.read(reply(hex('00000009 00000004 08031a00'))), null);
  assert.equal(pulsar.read(reply('PING')), null);
});
