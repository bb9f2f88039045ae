import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceFact, told } from './fact.test-data.ts';
import { DESCRIPTIONS } from './tables/snmp.data.ts';

const snmp = (details: Record<string, unknown>, change = {}): readonly string[] =>
  told(serviceFact({ service: 'snmp', proto: 'udp', port: 161, details, ...change }));

test('the identity of an engine: its maker, and the card that it is made of', () => {
  assert.deepEqual(snmp({ engineId: '8000000903aabbcc000102', enterprise: 9, mac: 'a8:bb:cc:00:01:02' }), [
    'snmp mac a8:bb:cc:00:01:02 0.9',
    'snmp vendor Cisco 0.7',
  ]);
  assert.deepEqual(snmp({ engineId: '80001f88', enterprise: 8072 }), []);
  assert.deepEqual(snmp({ enterprise: 9, ipv4: '198.18.0.77' }), [
    'snmp address 198.18.0.77 0.6',
    'snmp vendor Cisco 0.7',
  ]);
});

test('the system group', () => {
  const details = {
    sysName: 'lab-host',
    sysObjectId: '1.3.6.1.4.1.8072.3.2.10',
    sysDescr: 'Linux lab-host 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64',
  };
  assert.deepEqual(snmp(details, { hostname: 'lab-host', os: 'Linux 6.1.0-18-amd64' }), [
    'snmp name lab-host 0.9',
    'snmp name lab-host 0.95',
    'snmp name lab-host 0.95',
    'snmp os Debian (linux) 0.95',
    'snmp os Linux 6.1.0-18-amd64 (linux 6.1.0-18-amd64) 1',
  ]);
});

const DESCRIBED: readonly (readonly [string, readonly string[]])[] = [
  [
    'Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(55)SE, RELEASE SOFTWARE (fc2)',
    ['snmp kind switch 0.9', 'snmp model C2960 0.95', 'snmp vendor Cisco 0.95'],
  ],
  [
    'HP ETHERNET MULTI-ENVIRONMENT,ROM none,JETDIRECT,JD149,EEPROM JSI24050012,CIDATE 11/11/2013,PID:HP LaserJet 400 M401dn',
    ['snmp kind printer 0.9', 'snmp model HP LaserJet 400 M401dn 0.95', 'snmp vendor Hewlett-Packard 0.95'],
  ],
  [
    'APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.5.0 PN:apc_hw05_aos_650.bin AF1:v6.5.0 AN1:apc_hw05_sumx_650.bin MN:AP9631 HR:05 SN: ZA1234567890 MD:01/01/2017)',
    ['snmp kind ups 0.9', 'snmp model AP9631 0.95', 'snmp serial ZA1234567890 0.95', 'snmp vendor APC 0.95'],
  ],
  ['RouterOS CCR1036-8G-2S+', ['snmp model CCR1036-8G-2S+ 0.95', 'snmp vendor MikroTik 0.95']],
  [
    'Hardware: Intel64 Family 6 Model 85 Stepping 7 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)',
    ['snmp os Windows (windows 17763) 0.95'],
  ],
  [
    'Juniper Networks, Inc. ex4200-48t Ethernet Switch, kernel JUNOS 12.3R6.6',
    ['snmp kind switch 0.9', 'snmp model ex4200-48t 0.95', 'snmp vendor Juniper 0.95'],
  ],
];

test('descriptions as makers write them', () => {
  for (const [sysDescr, expected] of DESCRIBED) assert.deepEqual(snmp({ sysDescr }), expected, sysDescr);
});

test('the patterns take linear time', () => {
  for (const { pattern } of DESCRIPTIONS) {
    for (const word of [
      'Linux ',
      'APC Web/SNMP Management Card ',
      'Cisco IOS Software,',
      'Hardware: ',
      'Juniper Networks, Inc. ex',
    ]) {
      const text = word + ' MN:'.repeat(30_000);
      const begin = performance.now();
      pattern.test(text);
      assert(performance.now() - begin < 1000, String(pattern));
    }
  }
});
