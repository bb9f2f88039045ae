import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modbus as question } from '../../probe/udp/industrial/modbus.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { modbus } from './modbus.ts';

const object = (id: number, text: string): Uint8Array => concat(Uint8Array.of(id, text.length), ascii(text));
const OBJECTS = concat(object(0, 'Schneider Electric'), object(1, 'TM221CE24T'), object(2, 'V1.10'));
const IDENTITY = concat(
  hex('504f 0000'),
  Uint8Array.of(0, 8 + OBJECTS.length),
  hex('ff 2b 0e 01 01 00 00 03'),
  OBJECTS,
);
const read = (bytes: Uint8Array, to: string | null = 'mbap') =>
  modbus.read(reply(bytes, modbus.hello as Uint8Array, to));

test('a controller identifies itself', () => {
  const verdict = read(IDENTITY);
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version],
    [1, 'Schneider Electric TM221CE24T', '1.10'],
  );
  assert.equal(read(IDENTITY.subarray(0, 20))?.more, true);
});

test('one that does not is known by its refusal', () => {
  const verdict = read(hex('504f 0000 0003 ff ab 01'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.95, 'identifies itself to nobody']);
  assert.equal(read(hex('504f 0000 0003 ff ab 0b'))?.info, 'gateway, device does not answer');
});

test('lengths that lie, and others', () => {
  // An object that is longer than all there is.
  assert.equal(read(hex('504f 0000 000b ff 2b 0e 01 01 00 00 ff 00 ff 41'))?.confidence, 1);
  for (const bytes of [
    '',
    '504f 0000',
    '504f 0001 0003 ff ab 01',
    '0000 0000 0003 ff ab 01',
    '504f 0000 0003 ff 83 01',
  ]) {
    assert.equal(read(hex(bytes)), null, bytes);
  }
  assert.equal(read(IDENTITY, 'http'), null);
});

const UDP_OBJECTS = ['Acme', 'PLC-7', 'v1.2'].map((text, id) => concat(Uint8Array.of(id, text.length), ascii(text)));
const UDP_BODY = concat(hex('ff 2b 0e 01 01 00 00 03'), ...UDP_OBJECTS);
const UDP_ANSWER = concat(hex('504f 0000'), Uint8Array.of(0, UDP_BODY.length), UDP_BODY);

test('over UDP: the question: its identification', () => {
  assert.deepEqual(question.bytes, hex('504f 0000 0005 ff 2b 0e 01 00'));
});

test('over UDP: who made it; a refusal', () => {
  const verdict = modbus.read(datagramReply(UDP_ANSWER, question.bytes, 'mbap'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Acme PLC-7', '1.2']);
  // pymodbus 3.0.0 of Debian 12.
  const real = hex('504f0000001dff2b0e0183000003000850796d6f646275730102504d0205332e302e30');
  assert.deepEqual(modbus.read(datagramReply(real))?.product, 'Pymodbus PM');
  const refused = modbus.read(datagramReply(hex('504f 0000 0003 ff ab 01')));
  assert.deepEqual([refused?.confidence, refused?.info], [0.95, 'identifies itself to nobody']);
});

test('over UDP: our own question, another transaction, halves', () => {
  assert.equal(modbus.read(datagramReply(question.bytes)), null);
  assert.equal(modbus.read(datagramReply(UDP_ANSWER.with(0, 0))), null);
  for (let cut = 0; cut < UDP_ANSWER.length; cut++)
    assert.equal(modbus.read(datagramReply(UDP_ANSWER.subarray(0, cut))), null);
});
