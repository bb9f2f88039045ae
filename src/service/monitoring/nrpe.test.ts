import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { ascii, be32, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { nrpe } from './nrpe.ts';

function response(text: string): Uint8Array {
  const packet = (sum: number): Uint8Array =>
    concat(hex('0002 0002'), be32(sum), hex('0000'), ascii(text), new Uint8Array(1026 - text.length));
  return packet(crc32(packet(0)));
}

test('a packet with the right checksum', () => {
  const verdict = nrpe.read(reply(response('NRPE v4.1.0'), nrpe.hello as Uint8Array))!;
  assert.deepEqual([verdict.confidence, verdict.version], [1, '4.1.0']);
});

test('a wrong checksum, half a packet, our own query', () => {
  const wrong = response('NRPE v4.1.0');
  wrong[20] ^= 1;
  assert.equal(nrpe.read(reply(wrong)), null);
  assert.equal(nrpe.read(reply(response('NRPE v4.1.0').subarray(0, 500))), null);
  assert.equal(nrpe.read(reply(nrpe.hello as Uint8Array)), null);
});
