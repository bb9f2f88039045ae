import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOf } from './system.ts';

const SAID: readonly (readonly [string, string | undefined, string | undefined, string | undefined])[] = [
  [
    'Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(55)SE7, RELEASE SOFTWARE (fc1)',
    'Cisco IOS',
    '12.2(55)SE7',
    'IOS',
  ],
  [
    'Cisco NX-OS(tm) n7000, Software (n7000-s2-dk9), Version 6.2(2a), RELEASE SOFTWARE',
    'Cisco NX-OS',
    '6.2(2a)',
    'NX-OS',
  ],
  [
    'Juniper Networks, Inc. ex2200-24t-4g internet router, kernel JUNOS 12.3R12.4 #0: 2016-01-20',
    'Juniper Junos',
    '12.3R12.4',
    'Junos',
  ],
  ['RouterOS RB750Gr3', 'MikroTik RouterOS', undefined, 'RouterOS'],
  ['VMware ESXi 7.0.3 build-19193900 VMware, Inc. x86_64', 'VMware ESXi', '7.0.3', 'ESXi'],
  [
    'Hardware: Intel64 Family 6 Model 158 Stepping 9 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)',
    'Windows SNMP service',
    undefined,
    'Windows',
  ],
  ['FreeBSD gate.example 13.2-RELEASE FreeBSD 13.2-RELEASE amd64', undefined, undefined, 'FreeBSD 13.2-RELEASE'],
  ['something of its own', undefined, undefined, undefined],
  ['', undefined, undefined, undefined],
];

test('systems as their makers write them', () => {
  for (const [said, product, version, os] of SAID) {
    const named = systemOf(said);
    assert.deepEqual([named.product, named.version, named.os], [product, version, os], said);
  }
});
