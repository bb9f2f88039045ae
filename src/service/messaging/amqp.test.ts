import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { amqp } from './amqp.ts';
import { tableAt } from './amqp-table.ts';

const field = (name: string, value: string): Uint8Array =>
  concat(Uint8Array.of(name.length), ascii(name), ascii('S'), be32(value.length), ascii(value));
const long = (bytes: Uint8Array): Uint8Array => concat(be32(bytes.length), bytes);

/** RabbitMQ 3.10 of Debian 12, its table shortened. */
function start(): Uint8Array {
  const capabilities = concat(
    hex('0c'),
    ascii('capabilities'),
    ascii('F'),
    long(concat(hex('0a'), ascii('basic.nack'), ascii('t'), hex('01'))),
  );
  const table = concat(
    capabilities,
    field('cluster_name', 'rabbit@mq1'),
    field('platform', 'Erlang/OTP 25.2.3'),
    field('product', 'RabbitMQ'),
    field('version', '3.10.8'),
  );
  const body = concat(hex('000a 000a 00 09'), long(table), long(ascii('AMQPLAIN PLAIN')), long(ascii('en_US')));
  return concat(hex('01 0000'), be32(body.length), body, hex('ce'));
}

test('Connection.Start tells product, version and mechanisms', async () => {
  const verdict = amqp.read(reply(start(), amqp.hello as Uint8Array, 'amqp'))!;
  assert.deepEqual(
    [verdict.confidence, verdict.product, verdict.version, verdict.hostname],
    [1, 'RabbitMQ', '3.10.8', 'mq1'],
  );
  const noted = await amqp.learn!(fakeTalk([]), verdict);
  assert.equal(noted.notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
});

test('a header in answer to other words; asked in its own it tells more', async () => {
  const header = amqp.read(reply('AMQP\0\0\x09\x01', 'GET / HTTP/1.1\r\n', 'http'))!;
  assert.deepEqual([header.confidence, header.info], [0.9, 'AMQP 0-9-1']);
  assert.equal((await amqp.learn!(fakeTalk([start()]), header)).product, 'RabbitMQ');
});

test('AMQP 1.0 tells its mechanisms', async () => {
  const header = amqp.read(reply('AMQP\x03\x01\0\0', amqp.hello as Uint8Array, 'amqp'))!;
  const mechanisms = concat(
    ascii('AMQP\x03\x01\0\0'),
    hex('00000034 02 01 0000 00 53 40 c0 27 01 e0 24 03 b3 00000009'),
    ascii('ANONYMOUS\0\0\0\x08AMQPLAIN\0\0\0\x05PLAIN'),
  );
  const verdict = await amqp.learn!(fakeTalk([mechanisms]), header);
  assert.deepEqual(verdict.details?.mechanisms, ['ANONYMOUS', 'AMQPLAIN', 'PLAIN']);
  assert.deepEqual(
    verdict.notes?.map(({ code }) => code),
    ['N_PLAIN_TEXT_LOGIN', 'N_ANONYMOUS'],
  );
});

test('half a frame, one without its end, others', () => {
  assert.equal(amqp.read(reply(start().subarray(0, 60)))?.more, true);
  assert.equal(amqp.read(reply(start().with(start().length - 1, 0)))?.confidence, 0.5);
  assert.equal(amqp.read(reply('AMQP is what I speak\r\n')), null);
  assert.equal(amqp.read(reply('AMQP')), null);
});

test('tables whose lengths lie', () => {
  assert.equal(tableAt(hex('00000009 01 61 53 000000ff 61 62'), 0), null);
  assert.equal(tableAt(hex('000000ff 01 61'), 0), null);
  assert.equal(tableAt(hex('00000003 01 61 3f'), 0), null);
});
