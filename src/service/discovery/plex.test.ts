import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plex as question } from '../../probe/udp/discovery/plex.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { plex } from './plex.ts';

const ANSWER =
  'HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nResource-Identifier: 0a1b2c3d\r\nName: attic\r\nPort: 32400\r\nUpdated-At: 1700000000\r\nVersion: 1.32.8.7639-fb6452ebf\r\n';

test('the question', () => assert.equal(Buffer.from(question.bytes).toString(), 'M-SEARCH * HTTP/1.1\r\n\r\n'));

test('name, version, port', () => {
  const verdict = plex.read(datagramReply(ANSWER, question.bytes, 'plex-gdm'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info],
    [1, 'Plex Media Server', '1.32.8.7639', 'attic; HTTP on port 32400'],
  );
});

test('our own question, and SSDP of others', () => {
  assert.equal(plex.read(datagramReply(question.bytes)), null);
  assert.equal(plex.read(datagramReply('HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n')), null);
});
