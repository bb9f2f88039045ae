// Greetings, agents, pages, certificates, devices: what their words say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateFact, serviceFact, told } from './fact.test-data.ts';
import { osOf } from './os-words.ts';

test('operating systems by their words', () => {
  const family = (text: string): string => {
    const os = osOf(text);
    return os === null ? 'none' : [os.family, os.name, os.version].filter(Boolean).join('; ');
  };
  assert.equal(family('Debian GNU/Linux 12'), 'linux; Debian GNU/Linux 12; 12');
  assert.equal(family('Linux/5.10.0-21'), 'linux; Linux 5.10.0-21; 5.10.0-21');
  assert.equal(family('Windows 10 1809 or Server 2019'), 'windows; Windows 10 1809 or Server 2019');
  assert.equal(family('IOS'), 'cisco-ios; Cisco IOS');
  assert.equal(family('iOS 17.1'), 'ios; iOS 17.1; 17.1');
  assert.equal(family('RouterOS'), 'routeros; RouterOS');
  assert.equal(family('FortiOS'), 'FortiOS');
  assert.equal(family('SunOS 5.11'), 'solaris; SunOS 5.11; 5.11');
  assert.equal(family('Unspecified'), 'none');
  assert.equal(family(''), 'none');
});

test('what stands behind a distribution in UPnP is the kernel’s', () => {
  assert.deepEqual(told(serviceFact({ service: 'ssdp', os: 'Debian 6.1.0' })), ['ssdp os Debian (linux) 0.6']);
  assert.deepEqual(told(serviceFact({ service: 'ssdp', os: 'Linux 5.10' })), ['ssdp os Linux 5.10 (linux 5.10) 0.6']);
});

test('SSH banners: distributions and makers', () => {
  const ssh = (banner: string): readonly string[] => told(serviceFact({ service: 'ssh', details: { banner } }));
  assert.deepEqual(ssh('OpenSSH_9.2p1 Debian-2+deb12u3'), ['ssh os Debian 12 (linux 12) 0.9']);
  assert.deepEqual(ssh('OpenSSH_8.4p1 Debian-5'), ['ssh os Debian 11 (linux 11) 0.9']);
  assert.deepEqual(ssh('OpenSSH_8.9p1 Ubuntu-3ubuntu0.6'), ['ssh os Ubuntu 22.04 (linux 22.04) 0.9']);
  assert.deepEqual(ssh('OpenSSH_9.6 FreeBSD-20240318'), ['ssh os FreeBSD (freebsd) 0.9']);
  assert.deepEqual(ssh('OpenSSH_for_Windows_9.5'), ['ssh os Windows (windows) 0.9']);
  assert.deepEqual(ssh('ROSSSH'), ['ssh os RouterOS (routeros) 0.95', 'ssh vendor MikroTik 0.95']);
  assert.deepEqual(ssh('dropbear_2022.83'), ['ssh os Linux (linux) 0.4']);
  assert.deepEqual(ssh('mpSSH_0.2.1'), ['ssh kind management-controller 0.9', 'ssh vendor Hewlett-Packard 0.9']);
  assert.deepEqual(ssh('OpenSSH_9.2p1'), []);
});

test('telephones by their user agent', () => {
  const sip = (agent: string): readonly string[] => told(serviceFact({ service: 'sip', details: { agent } }));
  assert.deepEqual(sip('Yealink SIP-T46G 28.83.0.50'), [
    'sip kind voip-phone 0.9',
    'sip model SIP-T46G 0.9',
    'sip vendor Yealink 0.9',
  ]);
  assert.deepEqual(sip('Grandstream HT801 1.0.17.5'), [
    'sip kind voip-gateway 0.9',
    'sip model HT801 0.9',
    'sip vendor Grandstream 0.9',
  ]);
  assert.deepEqual(sip('kamailio (5.6.3 (x86_64/linux))'), []);
});

test('desktops by their name', () => {
  const vnc = (desktop: string): readonly string[] => told(serviceFact({ service: 'vnc', details: { desktop } }));
  assert.deepEqual(vnc('lab:1 (anna)'), ['vnc name lab 0.6', 'vnc user anna 0.5']);
  assert.deepEqual(vnc('anna@lab'), ['vnc name lab 0.6', 'vnc user anna 0.5']);
  assert.deepEqual(vnc('QEMU (debian12)'), ['vnc kind hypervisor 0.6']);
  assert.deepEqual(vnc('Reception'), ['vnc name Reception 0.2']);
});

test('pages: a name in a title, a MAC address in a realm, a serial number in a field', () => {
  const http = (details: Record<string, unknown>): readonly string[] => told(serviceFact({ service: 'http', details }));
  assert.deepEqual(http({ title: 'pve1 - Proxmox Virtual Environment' }), [
    'http kind hypervisor 0.9',
    'http name pve1 0.9',
  ]);
  assert.deepEqual(http({ 'www-authenticate': 'Digest realm="AXIS_ACCC8E000001", nonce="x"' }), [
    'http kind camera 0.9',
    'http mac ac:cc:8e:00:00:01 0.9',
    'http vendor Axis 0.9',
  ]);
  const server = 'HP HTTP Server; HP OfficeJet Pro 8720 - D9L19A; Serial Number: CN00000000; Built: Mon 01, 2020';
  assert(http({ server }).includes('http serial CN00000000 0.95'));
  assert.deepEqual(http({ title: 'Welcome to nginx!' }), []);
});

test('kinds, models and makers by the fields that all records have', () => {
  const device = { service: 'http', product: 'AVM FRITZ!Box', device: 'router: 7590' };
  assert.deepEqual(told(serviceFact(device)), ['http kind router 0.85', 'http model 7590 0.85', 'http vendor AVM 0.8']);
  assert.deepEqual(told(serviceFact({ service: 'http', product: 'Shelly httpd', device: 'switch' })), [
    'http kind smart-plug 0.85',
    'http vendor Shelly 0.8',
  ]);
  const bmc = { service: 'asf-rmcp', device: 'Supermicro management controller' };
  assert(told(serviceFact(bmc)).includes('asf-rmcp kind management-controller 0.85'));
  assert.deepEqual(told(serviceFact({ service: 'http', product: 'nginx', os: 'Ubuntu' })), [
    'http os Ubuntu (linux) 0.6',
  ]);
});

test('devices in the protocols of their makers', () => {
  const camera = {
    ...{ service: 'dahua-discovery', product: 'Dahua IPC-HDW', device: 'camera' },
    details: { mac: '3c:ef:8c:00:00:01', serial: '4K02AA7PAG00000' },
  };
  assert.deepEqual(told(serviceFact(camera)), [
    'dahua-discovery kind camera 0.85',
    'dahua-discovery mac 3c:ef:8c:00:00:01 0.95',
    'dahua-discovery model IPC-HDW 0.6',
    'dahua-discovery serial 4K02AA7PAG00000 0.9',
    'dahua-discovery vendor Dahua 0.8',
  ]);
  const router = {
    service: 'mndp',
    product: 'MikroTik RouterOS',
    device: 'router',
    os: 'RouterOS',
    info: 'RB750Gr3',
    hostname: 'gw',
  };
  assert.deepEqual(told(serviceFact({ ...router, details: { mac: '64:d1:54:00:00:01' } })), [
    'mndp kind router 0.85',
    'mndp mac 64:d1:54:00:00:01 0.95',
    'mndp model RB750Gr3 0.6',
    'mndp name gw 1',
    'mndp os RouterOS (routeros) 1',
    'mndp vendor MikroTik 0.8',
  ]);
});

test('certificates: names, and what makers write into their own', () => {
  assert.deepEqual(
    told(certificateFact({ names: ['DNS:mail.example.org', 'DNS:*.example.org', 'IP Address:192.0.2.1'] })),
    ['certificate name mail.example.org 0.6'],
  );
  assert.deepEqual(told(certificateFact({ subject: 'O=Lab, CN=www.example.org' })), [
    'certificate name www.example.org 0.5',
  ]);
  assert.deepEqual(told(certificateFact({ subject: 'O=Philips Hue, CN=001788fffe000001' })), [
    'certificate kind iot-hub 0.75',
    'certificate mac 00:17:88:00:00:01 0.8',
    'certificate vendor Philips 0.8',
  ]);
  const vmware = 'OU=VMware ESX Server Default Certificate, CN=localhost.localdomain';
  assert.deepEqual(told(certificateFact({ subject: vmware })), [
    'certificate kind hypervisor 0.75',
    'certificate os VMware ESXi (vmware-esxi) 0.75',
  ]);
});

test('cameras by their scopes', () => {
  const scopes = [
    'onvif://www.onvif.org/hardware/M1065-L',
    'onvif://www.onvif.org/name/AXIS%20M1065',
    'onvif://www.onvif.org/name/%zz',
  ];
  const all = told(serviceFact({ service: 'ws-discovery', details: { types: ['NetworkVideoTransmitter'], scopes } }));
  for (const each of [
    'ws-discovery kind camera 0.9',
    'ws-discovery model M1065-L 0.9',
    'ws-discovery name AXIS M1065 0.3',
  ])
    assert(all.includes(each), each);
});
