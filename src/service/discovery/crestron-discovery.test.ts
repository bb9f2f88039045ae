import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crestron as question } from '../../probe/udp/industrial/crestron.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { crestronDiscovery } from './crestron-discovery.ts';

const ANSWER = concat(
  hex('15000000 010400030000'),
  ascii('RMC3-00107F4D2B1A'.padEnd(256, '\0')),
  ascii('RMC3 Cntrl Eng [v1.8001.4925 (Aug 11 2021), #007F1A2B] @E-00107f4d2b1a\0'),
);

test('the question', () => {
  assert.equal(question.bytes.length, 266);
  assert.deepEqual(question.bytes.subarray(0, 20), hex('14000000 010400030000 706f72746f6c616e 0000'));
});

test('name, model, version', () => {
  const verdict = crestronDiscovery.read(datagramReply(ANSWER, question.bytes, 'crestron-discovery'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.hostname, verdict?.product, verdict?.version],
    [0.95, 'RMC3-00107F4D2B1A', 'Crestron RMC3', '1.8001.4925'],
  );
  assert.equal(crestronDiscovery.read(datagramReply(ANSWER.subarray(0, 200)))?.confidence, 0.8);
});

test('our own question, no name', () => {
  assert.equal(crestronDiscovery.read(datagramReply(question.bytes)), null);
  assert.equal(crestronDiscovery.read(datagramReply(hex('15000000 000000000000 0000'))), null);
});
