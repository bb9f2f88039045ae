import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be16, be32, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { openwire } from './openwire.ts';

const name = (text: string): Uint8Array => concat(be16(text.length), ascii(text));
const text = (key: string, value: string): Uint8Array => concat(name(key), hex('09'), name(value));

function wireFormat(...properties: Uint8Array[]): Uint8Array {
  const map = concat(be32(properties.length), ...properties);
  const body = concat(hex('01'), ascii('ActiveMQ'), hex('0000000c 01'), be32(map.length), map);
  return concat(be32(body.length), body);
}

/** ActiveMQ 5.17 of Debian 12, its properties shortened. */
const GREETING = wireFormat(
  concat(name('StackTraceEnabled'), hex('01 01')),
  text('PlatformDetails', 'Java'),
  concat(name('CacheSize'), hex('05 00000400')),
  text('ProviderName', 'ActiveMQ'),
  concat(name('MaxInactivityDuration'), hex('06 0000000000007530')),
  text('ProviderVersion', '5.17.2'),
);

test('the greeting names product and version', () => {
  const verdict = openwire.read(reply(GREETING));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info],
    [1, 'Apache ActiveMQ', '5.17.2', 'OpenWire 12'],
  );
});

test('Artemis, one that says nothing of itself, half of it', () => {
  const artemis = openwire.read(
    reply(wireFormat(text('ProviderName', 'ActiveMQ Artemis'), text('ProviderVersion', '2.28.0'))),
  );
  assert.equal(artemis?.product, 'Apache ActiveMQ Artemis');
  assert.equal(openwire.read(reply(wireFormat()))?.confidence, 0.9);
  assert.equal(openwire.read(reply(GREETING.subarray(0, 60)))?.more, true);
});

test('others are none', () => {
  assert.equal(openwire.read(reply('\0\0\0\x20\x01InActive')), null);
  assert.equal(openwire.read(reply('ActiveMQ')), null);
});
