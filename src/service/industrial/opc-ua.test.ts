import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex, le32 } from '../bytes.ts';
import { ENDPOINT, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { opcUa } from './opc-ua.ts';
import { endpointsIn } from './opc-ua-endpoints.ts';

const ACK = hex('41434b46 1c000000 00000000 ffff0000 ffff0000 00000000 00000000');
const NONE = hex('ffffffff');
const text = (words: string): Uint8Array => concat(le32(words.length), ascii(words));

function message(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  return concat(ascii(type), le32(8 + body.length), body);
}

/** Time, handle, result, diagnostics, strings, more. */
const header = (result = 0): Uint8Array => concat(new Uint8Array(12), le32(result), hex('00 ffffffff 000000'));
const CHANNEL = message(
  'OPNF',
  le32(7),
  text('http://opcfoundation.org/UA/SecurityPolicy#None'),
  NONE,
  NONE,
  le32(1),
  le32(1),
  hex('0100 c101'),
  header(),
  le32(0),
  le32(7),
  le32(9),
  new Uint8Array(16),
);

function endpoint(policy: string, tokenType: number): Uint8Array {
  const application = [text('urn:lab:server'), text('urn:example'), hex('02'), text('Lab Server'), le32(0), NONE, NONE];
  const urls = concat(le32(1), text('opc.tcp://lab:4840/'));
  const tokens = concat(le32(1), text('id'), le32(tokenType), NONE, NONE, NONE);
  const policyUri = text(`http://opcfoundation.org/UA/SecurityPolicy#${policy}`);
  return concat(
    text('opc.tcp://lab:4840/'),
    ...application,
    urls,
    NONE,
    le32(1),
    policyUri,
    tokens,
    text('t'),
    hex('00'),
  );
}

function endpoints(...all: readonly Uint8Array[]): Uint8Array {
  return message('MSGF', le32(7), le32(9), le32(2), le32(2), hex('0100 af01'), header(), le32(all.length), ...all);
}

test('acknowledges, and tells what it offers', async () => {
  const verdict = opcUa.read(reply(ACK, null, 'opcua-tcp'));
  assert.equal(verdict?.confidence, 0.95);
  const talk = fakeTalk([CHANNEL, endpoints(endpoint('None', 0), endpoint('Basic256Sha256', 1))]);
  const known = await opcUa.learn!(talk, verdict!);
  assert.deepEqual(
    [known.confidence, known.product, known.info, known.notes?.[0].code],
    [1, 'Lab Server', 'security: None, Basic256Sha256', 'N_NO_LOGIN'],
  );
  assert.equal(known.details?.application, 'urn:lab:server');
});

test('with security alone nothing is to be noted', async () => {
  const talk = fakeTalk([CHANNEL, endpoints(endpoint('None', 1), endpoint('Basic256Sha256', 0))]);
  assert.equal((await opcUa.learn!(talk, { confidence: 0.95 })).notes, undefined);
});

test('refusals and what is cut short', async () => {
  const refused = opcUa.read(reply(message('ERRF', hex('00007c80'), text('wrong URL'))));
  assert.deepEqual([refused?.confidence, refused?.info], [0.9, 'wrong URL']);
  assert.equal(opcUa.read(reply(ACK.subarray(0, 20)))?.more, true);
  assert.equal(opcUa.read(reply(hex('41434b46 1d000000'))), null);
  assert.deepEqual(await opcUa.learn!(fakeTalk([hex('4f504e46')]), { confidence: 0.95 }), { confidence: 0.95 });
  const whole = endpoints(endpoint('None', 0));
  for (let length = 0; length < whole.length; length++) assert.deepEqual(endpointsIn(whole.subarray(0, length)), []);
  assert.deepEqual(endpointsIn(concat(whole.subarray(0, 56), hex('ffffff7f'), whole.subarray(60))), []);
});

test('the hello names who is asked', () => {
  const hello = (opcUa.hello as (at: typeof ENDPOINT) => Uint8Array)(ENDPOINT);
  assert.match(Buffer.from(hello).toString('latin1'), /^HELF.{28}opc\.tcp:\/\/198\.18\.0\.1:4000$/s);
  assert.equal(hello[4], hello.length);
});
