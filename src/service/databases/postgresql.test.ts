import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { postgresql } from './postgresql.ts';

const HELLO = postgresql.hello as Uint8Array;

function error(...fields: string[]): Uint8Array {
  const body = ascii(`${fields.map((field) => `${field}\0`).join('')}\0`);
  return concat(hex('45 0000'), Uint8Array.of((body.length + 4) >> 8, (body.length + 4) & 0xff), body);
}

/** PostgreSQL 15 of Debian 12. */
const FIFTEEN = error(
  'SFATAL',
  'VFATAL',
  'C0A000',
  'Munsupported frontend protocol 255.255: server supports 3.0 to 3.0',
  'Fpostmaster.c',
  'L2222',
  'RProcessStartupPacket',
);

test('a letter is little, the refusal of a version the proof', async () => {
  const letter = postgresql.read(reply('N', HELLO, 'postgresql'))!;
  assert.deepEqual(letter, { confidence: 0.5, details: { tls: false } });
  const talk = fakeTalk([FIFTEEN]);
  const verdict = await postgresql.learn!(talk, letter);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.info], [1, 'PostgreSQL', 'no TLS; 14 to 16']);
  assert.equal(verdict.details?.source, 'postmaster.c:2222 ProcessStartupPacket');
  assert.equal(talk.said(), '\0\0\0\x08\0\xff\0\xff');
});

test('releases by what they say', () => {
  const read = (...fields: string[]) => postgresql.read(reply(error(...fields)))?.info;
  const refusal = (range: string) => `Munsupported frontend protocol 255.255: server supports ${range}`;
  assert.equal(read('SFATAL', 'C0A000', refusal('1.0 to 3.0'), 'Fpostmaster.c', 'RProcessStartupPacket'), 'before 9.6');
  assert.equal(read('SFATAL', 'VFATAL', 'C0A000', refusal('2.0 to 3.0'), 'Fpostmaster.c'), '9.6 to 13');
  assert.equal(read('SFATAL', 'VFATAL', 'C0A000', refusal('3.0 to 3.0'), 'Fbackend_startup.c'), '17');
  assert.equal(read('SFATAL', 'VFATAL', 'C0A000', refusal('3.0 to 3.2'), 'Fbackend_startup.c'), '18 or later');
});

test('PgBouncer, and who stops there', async () => {
  const words = error('SFATAL', 'C08P01', "Mbad packet header: '0000000800ff00ff'");
  assert.equal(postgresql.read(reply(words, HELLO, 'postgresql'))?.product, 'PgBouncer');
  const silent = await postgresql.learn!(fakeTalk([]), { confidence: 0.5, details: { tls: true } });
  assert.equal(silent.confidence, 0);
  const willing = await postgresql.learn!(fakeTalk([hex('52 00000008 00000003')]), {
    confidence: 0.5,
    details: { tls: false },
  });
  assert.equal(willing.confidence, 0.85);
});

test('an answer as the old protocol had it is asked about', async () => {
  const old = postgresql.read(reply('EFATAL:  could not fork new process\n\0', 'x', 'pulsar'))!;
  assert.deepEqual(old, { confidence: 0.6 });
  const verdict = await postgresql.learn!(fakeTalk([FIFTEEN]), old);
  assert.deepEqual([verdict.confidence, verdict.info], [1, '14 to 16']);
});

test('other answers are none', () => {
  assert.equal(postgresql.read(reply('N')), null);
  assert.equal(postgresql.read(reply('S', 'GET /', 'http')), null);
  assert.equal(postgresql.read(reply('ERROR\r\n', HELLO, 'postgresql')), null);
  assert.equal(postgresql.read(reply('ERROR: Received an unsupported protocol version.', HELLO, 'postgresql')), null);
  assert.equal(postgresql.read(reply(FIFTEEN.subarray(0, 20))), null);
});
