import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex, u32 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { chromecast } from './chromecast.ts';

function answer(payload: string): Uint8Array {
  const text = (field: number, value: string): Uint8Array =>
    concat(Uint8Array.of((field << 3) | 2, value.length), ascii(value));
  const ids = concat(text(2, 'receiver-0'), text(3, 'sender-0'), text(4, 'urn:x-cast:com.google.cast.receiver'));
  const body = concat(hex('0800'), ids, hex('2800'), text(6, payload));
  return concat(be32(body.length), body);
}

test('a status', () => {
  const bytes = answer('{"type":"RECEIVER_STATUS","status":{"applications":[{"displayName":"Backdrop"}]}}');
  assert.deepEqual(chromecast.read(reply(bytes)), { confidence: 0.95, device: 'cast receiver', info: 'runs Backdrop' });
  assert.equal(chromecast.read(reply(bytes.subarray(0, 80)))?.more, true);
});

test('others', () => {
  for (const bytes of [hex(''), hex('00000040 0800 12'), answer('x').subarray(0, 10)])
    assert.equal(chromecast.read(reply(bytes)), null);
});

test('the hello is two whole messages', () => {
  const hello = chromecast.hello as Uint8Array;
  const second = 4 + u32(hello, 0);
  assert.equal(second + 4 + u32(hello, second), hello.length);
});
