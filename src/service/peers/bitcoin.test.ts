import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ascii, concat, hex, latin1, le32, u32 } from '../bytes.ts';
import { ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { bitcoin } from './bitcoin.ts';

const hello = (port: number): Uint8Array =>
  (bitcoin.hello as (endpoint: typeof ENDPOINT) => Uint8Array)({ ...ENDPOINT, port });

function message(agent: string): Uint8Array {
  const payload = concat(
    le32(70016),
    new Uint8Array(76),
    Uint8Array.of(agent.length),
    ascii(agent),
    le32(820_000),
    hex('01'),
  );
  const once = createHash('sha256').update(payload).digest();
  const checksum = createHash('sha256').update(once).digest().subarray(0, 4);
  return concat(hex('f9beb4d9'), ascii('version\0\0\0\0\0'), le32(payload.length), checksum, payload);
}

test('a version names the program, its checksum right', () => {
  const verdict = bitcoin.read(reply(message('/Satoshi:25.0.0/'), hello(8333), 'bitcoin'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info],
    [1, 'Bitcoin Core', '25.0.0', 'Bitcoin; block 820000'],
  );
});

test('half of it, a wrong checksum, others', () => {
  const whole = message('/Satoshi:25.0.0/');
  assert.equal(bitcoin.read(reply(whole.subarray(0, 40)))?.more, true);
  assert.match(bitcoin.read(reply(whole.with(30, 9)))?.contradiction ?? '', /checksum/);
  assert.equal(bitcoin.read(reply(whole.with(0, 0))), null);
  assert.equal(bitcoin.read(reply(hex('f9beb4d9'))), null);
});

test('the hello is the network of its port, and is read as what it is', () => {
  assert.equal(u32(hello(9333), 0), 0xfbc0b6db);
  assert.equal(bitcoin.read(reply(hello(18333)))?.info, 'Bitcoin testnet3; block 0');
  assert.match(latin1(hello(8333)), /\/portolan\//);
});
