// NetBIOS, NTLM and directories: what Windows and its like say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceFact, told } from './fact.test-data.ts';

test('a server of a domain, by the build that NTLM tells', () => {
  const details = {
    ...{ netbiosName: 'DC1', netbiosDomain: 'LAB', dnsName: 'dc1.lab.example', dnsDomain: 'lab.example' },
    osVersion: '10.0.20348',
  };
  const fact = { service: 'microsoft-ds', hostname: 'dc1.lab.example', os: 'Windows Server 2022', details };
  assert.deepEqual(told(serviceFact({ ...fact, product: 'Microsoft Windows SMB' })), [
    'smb domain lab.example 1',
    'smb kind server 0.9',
    'smb name DC1 0.95',
    'smb name dc1.lab.example 1',
    'smb name dc1.lab.example 1',
    'smb os Windows Server 2022 (windows 10.0.20348) 1',
    'smb os Windows Server 2022 (windows) 1',
  ]);
});

test('a build of both a client and a server tells no kind; a machine in no domain has none', () => {
  const details = {
    netbiosName: 'PC7',
    netbiosDomain: 'PC7',
    dnsName: 'PC7',
    dnsDomain: 'PC7',
    osVersion: '10.0.17763',
  };
  const all = told(serviceFact({ service: 'ms-wbt-server', os: 'Windows 10 1809 or Server 2019', details }));
  assert.deepEqual(
    all.filter((each) => / (?:kind|domain) /.test(each)),
    [],
  );
  assert(all.includes('rdp os Windows 10 1809 or Server 2019 (windows 10.0.17763) 1'));
});

test('Samba is no Windows', () => {
  const details = { netbiosName: 'NAS', dnsName: 'nas.lab.example' };
  const all = told(serviceFact({ service: 'microsoft-ds', product: 'Samba smbd', details }));
  assert.deepEqual(all, ['smb name NAS 0.95', 'smb name nas.lab.example 1', 'smb role file server 0.6']);
});

test('the status of a NetBIOS node: name, workgroup, roles, who is logged in, card', () => {
  const names = [
    { name: 'PC7', kind: 'workstation', group: false },
    { name: 'OFFICE', kind: 'workstation', group: true },
    { name: 'PC7', kind: 'messenger', group: false },
    { name: 'ANNA', kind: 'messenger', group: false },
    { name: 'PC7', kind: 'file server', group: false },
    { name: 'OFFICE', kind: 'domain master browser', group: false },
  ];
  assert.deepEqual(
    told(serviceFact({ service: 'netbios-ns', proto: 'udp', details: { names, mac: '08:00:27:00:00:01' } })),
    [
      'netbios domain OFFICE 0.95',
      'netbios mac 08:00:27:00:00:01 0.95',
      'netbios name PC7 0.95',
      'netbios role domain master browser 0.9',
      'netbios role file server 0.9',
      'netbios user ANNA 0.6',
    ],
  );
});

test('255 names of a hostile node are bounded', () => {
  const names = Array.from({ length: 255 }, (_, k) => ({ name: `N${k}`, kind: 'workstation', group: k % 2 === 1 }));
  assert(told(serviceFact({ service: 'netbios-ns', details: { names } })).length <= 48);
});

test('domain controllers name themselves', () => {
  const netlogon = { host: 'dc1.lab.example', domain: 'lab.example', netbiosName: 'DC1', roles: ['PDC', 'KDC'] };
  assert.deepEqual(told(serviceFact({ service: 'ldap', proto: 'udp', details: netlogon })), [
    'ldap domain lab.example 1',
    'ldap kind server 0.85',
    'ldap name DC1 0.9',
    'ldap name dc1.lab.example 1',
    'ldap role domain controller 1',
  ]);
  const root = { domaincontrollerfunctionality: ['7'], defaultnamingcontext: ['DC=lab,DC=example'] };
  assert(told(serviceFact({ service: 'ldap', details: root })).includes('ldap domain lab.example 0.95'));
  assert.deepEqual(told(serviceFact({ service: 'ldap', details: { defaultnamingcontext: ['dc=lab'] } })), []);
});
