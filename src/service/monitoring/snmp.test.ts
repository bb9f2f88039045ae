import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snmpDiscovery } from '../../probe/udp/monitoring/snmp.ts';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { snmp } from './snmp.ts';

/** Net-SNMP's, as it stands on the wire: usmStatsUnknownEngineIDs. */
const REPORT = hex(`3068 020103 3011 0204504f5254 020300ffe3 040100 020103
  041d 301b 0411 80001f8880 59dc486145a2632200000000 020108 02020ab9 0400 0400 0400
  3031 0411 80001f888059dc486145a2632200000000 0400 a81a 0204504f5254 020100 020100 300c 300a 06082b06010603150000 4100`);

test('an engine tells who it is', () => {
  const verdict = snmp.read(reply(REPORT, snmpDiscovery.bytes, 'snmp'));
  assert.equal(verdict?.product, 'Net-SNMP');
  assert.equal(verdict?.info, 'SNMPv3; Net-SNMP');
  assert.deepEqual(verdict?.details, {
    engineId: '80001f888059dc486145a2632200000000',
    enterprise: 8072,
    engineBoots: 8,
    engineTimeSeconds: 2745,
  });
});

test('one that is named by its hardware address', () => {
  const engine = hex(`3033 020103 3011 0204504f5254 020300ffe3 040100 020103
    041b 3019 040b 80000009 03 00000c073cb9 020101 020105 0400 0400 0400`);
  const verdict = snmp.read(reply(engine));
  assert.deepEqual([verdict?.info, verdict?.details?.mac], ['SNMPv3; Cisco', '00:00:0c:07:3c:b9']);
});

test('our own question, other versions and halves of it are none', () => {
  assert.equal(snmp.read(reply(snmpDiscovery.bytes)), null);
  for (let cut = 0; cut < 40; cut++) assert.equal(snmp.read(reply(REPORT.subarray(0, cut))), null);
});
