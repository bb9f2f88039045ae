import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modbus as question } from '../../probe/udp/modbus.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { modbusUdp } from './modbus-udp.ts';

const OBJECTS = ['Acme', 'PLC-7', 'v1.2'].map((text, id) => concat(Uint8Array.of(id, text.length), ascii(text)));
const BODY = concat(hex('ff 2b 0e 01 01 00 00 03'), ...OBJECTS);
const ANSWER = concat(hex('504f 0000'), Uint8Array.of(0, BODY.length), BODY);

test('the question: its identification', () => {
  assert.deepEqual(question.bytes, hex('504f 0000 0005 ff 2b 0e 01 00'));
});

test('who made it; a refusal', () => {
  const verdict = modbusUdp.read(datagramReply(ANSWER, question.bytes, 'mbap'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Acme PLC-7', '1.2']);
  // pymodbus 3.0.0 of Debian 12.
  const real = hex('504f0000001dff2b0e0183000003000850796d6f646275730102504d0205332e302e30');
  assert.deepEqual(modbusUdp.read(datagramReply(real))?.product, 'Pymodbus PM');
  const refused = modbusUdp.read(datagramReply(hex('504f 0000 0003 ff ab 01')));
  assert.deepEqual([refused?.confidence, refused?.info], [0.95, 'does not identify itself (exception 1)']);
});

test('our own question, another transaction, halves', () => {
  assert.equal(modbusUdp.read(datagramReply(question.bytes)), null);
  assert.equal(modbusUdp.read(datagramReply(ANSWER.with(0, 0))), null);
  for (let cut = 0; cut < ANSWER.length; cut++)
    assert.equal(modbusUdp.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
