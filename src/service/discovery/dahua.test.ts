import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dahua as question } from '../../probe/udp/discovery/dahua.ts';
import { ascii, concat, hex, le32 } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { dahua } from './dahua.ts';

const JSON_TEXT =
  '{"mac":"b4:4c:3b:00:00:01","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"NVR","DeviceType":"DHI-NVR5464","HttpPort":80,"SerialNo":"1A2B3C","Vendor":"Dahua","Version":"4.001.0000000.1"}}}\n';

function packet(text: string): Uint8Array {
  const [length, none] = [le32(text.length), le32(0)];
  return concat(hex('20000000'), ascii('DHIP'), none, none, length, none, length, none, ascii(text));
}

test('the question: a header of 32 bytes, and JSON', () => {
  const body = '{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n';
  assert.deepEqual(question.bytes, packet(body));
});

test('model, version, hardware', () => {
  const verdict = dahua.read(datagramReply(packet(JSON_TEXT), question.bytes, 'dahua-discovery'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.device, verdict?.details?.mac],
    [1, 'Dahua DHI-NVR5464', '4.001.0000000.1', 'video recorder', 'b4:4c:3b:00:00:01'],
  );
});

test('our own question, another method, no JSON, halves', () => {
  assert.equal(dahua.read(datagramReply(question.bytes)), null);
  for (const text of [JSON_TEXT.replace('notify', 'x'), JSON_TEXT.slice(5), 'null', '[]', '1']) {
    assert.equal(dahua.read(datagramReply(packet(text))), null);
  }
  assert.equal(dahua.read(datagramReply(packet(JSON_TEXT).subarray(0, 100))), null);
});
