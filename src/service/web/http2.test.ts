import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex, latin1 } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { createFieldReader, writeFields } from './hpack.ts';
import { http2 } from './http2.ts';
import { responseIn } from './over-http2.ts';

/** nginx 1.22.1: SETTINGS, WINDOW_UPDATE. */
const SETTINGS = hex('000012 04 00 00000000 0003 00000080 0004 00010000 0005 00ffffff 000004 08 00 00000000 7fff0000');

const frame = (type: number, flags: number, payload: Uint8Array): Uint8Array =>
  concat(be32(payload.length).subarray(1), Uint8Array.of(type, flags), be32(1), payload);

test('SETTINGS and GOAWAY are HTTP/2', () => {
  const verdict = http2.read(reply(SETTINGS));
  assert.equal(verdict?.confidence, 0.95);
  assert.deepEqual(verdict?.details?.settings, {
    maxConcurrentStreams: 128,
    initialWindowSize: 65_536,
    maxFrameSize: 16_777_215,
  });
  assert.equal(http2.read(reply(hex('00000d 07 00 00000000 00000000 00000001 6261642121')))?.details?.goaway, 'bad!!');
  assert.equal(http2.read(reply(hex('000012 04 00 00')))?.more, true);
});

test('other bytes are none', () => {
  for (const bytes of [
    '',
    '000012',
    '000011 04 00 00000000 00',
    '000012 04 00 00000001',
    '16 03 03 00 04 00 00 00 00 00',
    '000000 07 00 00000000',
  ]) {
    const verdict = http2.read(reply(hex(bytes)));
    assert.ok(verdict === null || verdict.more === true, bytes);
  }
});

test('header blocks of RFC 7541 Appendix C.6: Huffman codes and the dynamic table', () => {
  const reader = createFieldReader();
  assert.deepEqual(
    reader.read(
      hex(
        '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      ),
    ),
    [
      [':status', '302'],
      ['cache-control', 'private'],
      ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
      ['location', 'https://www.example.com'],
    ],
  );
  assert.deepEqual(
    reader.read(hex('4883 640e ffc1 c0bf'))?.map(([, value]) => value),
    ['307', 'private', 'Mon, 21 Oct 2013 20:13:21 GMT', 'https://www.example.com'],
  );
  assert.equal(reader.read(hex('ff 80 80 80 80 80')), null);
  assert.deepEqual(createFieldReader().read(writeFields({ a: 'b', c: 'd'.repeat(200) })), [
    ['a', 'b'],
    ['c', 'd'.repeat(200)],
  ]);
});

test('a response is learnt on a connection of its own', async () => {
  const head = frame(1, 4, writeFields({ ':status': '200', server: 'nginx/1.22.1' }));
  const page = frame(0, 1, ascii('<title>Lab</title>'));
  const talk = fakeTalk([concat(SETTINGS, head, page)]);
  const verdict = await http2.learn!(talk, http2.read(reply(SETTINGS))!);
  assert.deepEqual(
    [verdict.confidence, verdict.product, verdict.version, verdict.details?.title],
    [1, 'nginx', '1.22.1', 'Lab'],
  );
  assert.match(talk.said(), /^PRI \* HTTP\/2\.0\r\n\r\nSM\r\n\r\n/);
});

test('half a response, padding, and a stream that is not ours', () => {
  const head = frame(1, 4, writeFields({ ':status': '404' }));
  assert.equal(responseIn(head.subarray(0, 12)), null);
  assert.equal(responseIn(concat(SETTINGS, head))?.isWhole, false);
  const padded = frame(0, 9, concat(Uint8Array.of(3), ascii('word'), hex('000000')));
  assert.equal(responseIn(concat(head, padded))?.body, 'word');
  assert.equal(responseIn(concat(head, frame(0, 9, hex('ff 00'))))?.body, '');
});

test('a server for calls alone tells what it offers', async () => {
  const refused = frame(
    1,
    5,
    writeFields({ ':status': '415', 'content-type': 'application/grpc', 'grpc-status': '3' }),
  );
  const name = ascii('lab.Greeter');
  const list = concat(Uint8Array.of(0x0a, name.length + 2, 0x0a, name.length), name);
  const message = concat(Uint8Array.of(0x32, list.length), list);
  const offered = concat(
    frame(1, 4, writeFields({ ':status': '200', 'content-type': 'application/grpc' })),
    frame(0, 0, concat(Uint8Array.of(0), be32(message.length), message)),
    frame(1, 5, writeFields({ 'grpc-status': '0' })),
  );
  const talk = fakeTalk([refused, offered]);
  const verdict = await http2.learn!(talk, http2.read(reply(SETTINGS))!);
  assert.equal(verdict.service, 'grpc');
  assert.deepEqual(verdict.details?.services, ['lab.Greeter']);
  assert.match(latin1(ascii(talk.said())), /ServerReflectionInfo/);
});
