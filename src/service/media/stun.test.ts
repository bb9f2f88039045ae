import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, fakeDatagrams, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { stun } from './stun.ts';

const HELLO = stun.hello as Uint8Array;
const SOFTWARE = concat(hex('8022 0016'), ascii("Coturn-4.5.2 'dan Eide'").subarray(0, 22), hex('0000'));
const ADDRESS = hex('0020 0008 0001 a147 e112 a643');

const answer = (type: string, ...attributes: Uint8Array[]): Uint8Array => {
  const rest = concat(...attributes);
  return concat(hex(type), Uint8Array.of(0, rest.length), HELLO.subarray(4), rest);
};

test('an answer to our request names its software', () => {
  const verdict = stun.read(reply(answer('0101', ADDRESS, SOFTWARE), HELLO, 'stun'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Coturn', '4.5.2']);
});

test('without it, cut short, and not ours', () => {
  assert.equal(stun.read(reply(answer('0101', ADDRESS)))?.confidence, 0.95);
  assert.equal(stun.read(reply(answer('0111')))?.confidence, 0.95);
  assert.equal(stun.read(reply(answer('0101', ADDRESS).subarray(0, 24)))?.more, true);
  assert.equal(stun.read(reply(HELLO)), null);
  assert.equal(stun.read(reply(hex('0101 0000 2112a442 000000000000000000000000'))), null);
  assert.equal(stun.read(reply(hex('0101'))), null);
});

/** coturn's, as they stand on the wire: with logins, and without. */
const UNAUTHORIZED =
  hex(`011400502112a442706f72746f6c616e7374756e0009001000000401556e617574686f72697a656400150010346530653633666433346435
  373131640014000b6c61622e6578616d706c650080220014436f7475726e2d342e362e312027476f72737427`);
const NO_ALLOCATION =
  hex(`011400342112a442706f72746f6c616e7374756e0009001800000425496e76616c696420616c6c6f636174696f6e00008022001443
  6f7475726e2d342e362e312027476f72737427`);

test('over UDP a relay names its realm, or that it needs no login', async () => {
  const binding =
    hex(`0101003c2112a442706f72746f6c616e7374756e002000080001e5e05e12a443000100080001c4f27f000001802b000800010d967f000001
    80220014436f7475726e2d342e362e312027476f72737427`);
  const verdict = stun.read(datagramReply(binding, HELLO, 'stun'))!;
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'Coturn', '4.6.1']);
  const learned = await stun.learn!(fakeDatagrams([UNAUTHORIZED]), verdict);
  assert.deepEqual(
    [learned.info, learned.details?.realm, learned.notes],
    ['TURN; realm lab.example', 'lab.example', undefined],
  );
  const open = await stun.learn!(fakeDatagrams([NO_ALLOCATION]), verdict);
  assert.deepEqual([open.info, open.notes?.[0].code], ['TURN', 'N_NO_LOGIN']);
  assert.equal(await stun.learn!(fakeDatagrams([]), verdict), verdict);
  assert.equal(await stun.learn!(fakeTalk([UNAUTHORIZED]), verdict), verdict);
});
