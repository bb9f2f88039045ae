import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as dhcp from '../../wire/dhcp.ts';
import { TYPE as ICMPV6 } from '../../wire/icmpv6.ts';
import type { NetworkSaid } from '../network/networks.ts';
import * as frames from './frames.test-data.ts';
import { takeApart } from './heard.ts';
import { statementsOf } from './readers.ts';

const MAC = '02:00:5e:00:53:05';
const IP = 0xc6120905;
const LINK_LOCAL = 'fe8000000000000000005efffe005305';
const { bytesOf, textBytes } = frames;

/** What follows from a frame, in words: `clue 198.18.9.5 name printer 0.95`. */
function said(frame: Uint8Array): string[] {
  const heard = takeApart(frame);
  if (heard === null) return ['nothing'];
  return statementsOf(heard).map((each) => {
    if (each.type === 'network') return `network ${networkText(each.said)}`;
    if (each.type === 'here') return `here ${each.ip.toString(16)} ${each.mac}${each.isClaim ? ' claims' : ''}`;
    const { about, value, source, family, version, text } = each.clue;
    const of = typeof each.of === 'number' ? each.of.toString(16) : each.of;
    const system = family === undefined ? '' : ` ${[family, version].filter(Boolean).join(' ')}`;
    return `${of} ${about} ${value}${system}, ${source}${text === undefined ? '' : `: ${text}`}`;
  });
}

/** `198.18.9.0/24 gateways 198.18.9.1, dhcp` */
function networkText({ network, source, vlans = [], domain, ...servers }: NetworkSaid): string {
  const lists = Object.entries(servers).map(([list, all]) => `${list} ${all?.join(' ')}`);
  const lines = vlans.map(({ id, use, name }) => `VLAN ${[id, use, name].filter(Boolean).join(' ')}`);
  const inDomain = domain ? [`domain ${domain}`] : [];
  return `${[network ?? 'here', ...lists, ...lines, ...inDomain].join(' ')}, ${source}`;
}

const datagram = (port: number, payload: Uint8Array, to = 0xe00000fb): Uint8Array =>
  frames.datagramFrame(MAC, [IP, port], [to, port], payload);
const HERE = `here c6120905 ${MAC}`;

test('ARP: who asks is there; who announces says so; who would like an address has none', () => {
  assert.deepEqual(said(frames.arpFrame(MAC, IP, IP + 1)), [`${HERE} claims`]);
  assert.deepEqual(said(frames.arpFrame(MAC, IP, IP)), [
    `${HERE} claims`,
    `c6120905 mac ${MAC}, arp: announced its own address (gratuitous ARP)`,
  ]);
  assert.deepEqual(said(frames.arpFrame(MAC, 0, IP)), []);
  assert.deepEqual(said(frames.arpFrame('ff:ff:ff:ff:ff:ff', IP, IP)), ['nothing']);
});

test('mDNS: names with their address, models, services of the sender', () => {
  const address = [0xc6, 0x12, 0x09, 0x05];
  const answer = frames.dnsAnswer([
    ['study.local', 1, Uint8Array.from(address)],
    ['Study._ipp._tcp.local', 33, Uint8Array.of(0, 0, 0, 0, 2, 119, ...frames.dnsName('study.local'))],
    ['Study._ipp._tcp.local', 16, frames.dnsTexts('txtvers=1', 'ty=LaserWriter 9000', 'usb_MFG=Example')],
    ['Other._hue._tcp.local', 33, Uint8Array.of(0, 0, 0, 0, 0, 80, ...frames.dnsName('other.local'))],
    ['Other._hue._tcp.local', 16, frames.dnsTexts('modelid=BSB002')],
    ['other.local', 1, Uint8Array.of(0xc6, 0x12, 0x09, 0x06)],
  ]);
  const text = 'Study._ipp._tcp.local';
  assert.deepEqual(said(datagram(5353, answer)), [
    HERE,
    'c6120905 name study, mdns',
    `c6120905 kind printer, mdns: ${text}`,
    `c6120905 kind printer, mdns: ${text}`,
    `c6120905 model LaserWriter 9000, mdns: ${text}`,
    `c6120905 vendor Example, mdns: ${text}`,
  ]);
});

test('mDNS: a question says only that somebody is there, and a repeater says nothing of itself', () => {
  const question = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...frames.dnsName('x.local'), 0, 1, 0, 1);
  assert.deepEqual(said(datagram(5353, question)), [HERE]);
  const of = frames.dnsAnswer([
    ['far.local', 1, Uint8Array.of(0xc6, 0x12, 0x08, 9)],
    ['Far._hue._tcp.local', 16, frames.dnsTexts('modelid=BSB002')],
  ]);
  assert.deepEqual(said(datagram(5353, of)), [HERE]);
});

test('LLMNR: answers, and whoever makes sure that a name is its own', () => {
  const answer = frames.dnsAnswer([['DESK-1', 1, Uint8Array.of(0xc6, 0x12, 9, 5)]]);
  assert.deepEqual(said(datagram(5355, answer)), [HERE, 'c6120905 name DESK-1, llmnr']);
  const question = (type: number) =>
    Uint8Array.of(0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...frames.dnsName('DESK-1'), 0, type, 0, 1);
  assert.deepEqual(said(datagram(5355, question(255))), [HERE, 'c6120905 name DESK-1, llmnr']);
  assert.deepEqual(said(datagram(5355, question(1))), [HERE]);
});

test('NetBIOS: names that are registered, by their kind', () => {
  const register = (name: string, suffix: number, group: boolean, address = [0xc6, 0x12, 9, 5]) =>
    Uint8Array.of(
      ...[0x12, 0x34, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1],
      ...frames.netbiosName(name, suffix),
      ...[0, 0x20, 0, 1, 0xc0, 12, 0, 0x20, 0, 1, 0, 0, 0, 0, 0, 6, group ? 0x80 : 0, 0],
      ...address,
    );
  assert.deepEqual(said(datagram(137, register('DESK-1', 0, false))), [HERE, 'c6120905 name DESK-1, netbios']);
  assert.deepEqual(said(datagram(137, register('OFFICE', 0, true))), [HERE, 'c6120905 domain OFFICE, netbios']);
  assert.deepEqual(said(datagram(137, register('OFFICE', 0x1c, true))), [
    HERE,
    'c6120905 domain OFFICE, netbios',
    'c6120905 role domain controller, netbios',
  ]);
  assert.deepEqual(said(datagram(137, register('FAKE', 0, false, [1, 2, 3, 4]))), [HERE]);
});

test('NetBIOS: a host that announces itself to its group tells its system', () => {
  const announcement = (type: number) =>
    Uint8Array.of(
      ...[0x11, 2, 0, 1, 0xc6, 0x12, 9, 5, 0, 138, 0, 0, 0, 0],
      ...frames.netbiosName('DESK-1', 0x20),
      ...frames.netbiosName('OFFICE', 0x1d),
      ...textBytes('\xffSMB%\\MAILSLOT\\BROWSE\0'),
      ...[1, 0, 0, 0, 0, 0],
      ...textBytes('DESK-1'.padEnd(16, '\0')),
      ...[10, 0, type & 255, type >> 8, 0, 0, 15, 1, 0x55, 0xaa],
      ...textBytes('front desk\0'),
    );
  assert.deepEqual(said(datagram(138, announcement(0x1003))), [
    HERE,
    'c6120905 name DESK-1, netbios',
    'c6120905 domain OFFICE, netbios',
    'c6120905 name DESK-1, netbios: front desk',
    'c6120905 os Windows NT 10.0 windows 10.0, netbios: front desk',
  ]);
  assert.ok(!said(datagram(138, announcement(0x1803))).some((line) => line.includes('windows')), 'Samba is none');
});

test('SSDP: what a device announces, and what searches', () => {
  const notify = (location: string) =>
    textBytes(
      `NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nLOCATION: ${location}\r\nNTS: ssdp:alive\r\n` +
        'SERVER: Linux/4.4 UPnP/1.0 Router/2\r\nNT: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n',
    );
  assert.deepEqual(said(datagram(1900, notify('http://198.18.9.5:5000/x.xml'))), [
    HERE,
    'c6120905 os Linux 4.4 linux 4.4, ssdp: Linux/4.4 UPnP/1.0 Router/2',
    'c6120905 kind router, ssdp: InternetGatewayDevice; Linux/4.4 UPnP/1.0 Router/2',
    'c6120905 role gateway, ssdp: Linux/4.4 UPnP/1.0 Router/2',
  ]);
  assert.deepEqual(said(datagram(1900, notify('http://198.18.9.9:5000/x.xml'))), [HERE], "another's words");
  const search = 'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nUSER-AGENT: Microsoft-Windows/10.0 UPnP/1.0\r\n\r\n';
  assert.ok(said(datagram(1900, textBytes(search))).some((line) => line.includes(' windows 10.0, ssdp')));
});

test('WS-Discovery: a printer says hello', () => {
  const hello =
    '<?xml version="1.0"?><s:Envelope><s:Body><d:Hello><d:Types>w:Device p:PrintDeviceType</d:Types>' +
    '<d:XAddrs>http://198.18.9.5/</d:XAddrs></d:Hello></s:Body></s:Envelope>';
  assert.deepEqual(said(datagram(3702, textBytes(hello))), [
    HERE,
    'c6120905 kind printer, ws-discovery: Device PrintDeviceType; http://198.18.9.5/',
  ]);
  assert.deepEqual(said(datagram(3702, textBytes(hello.replaceAll('Hello', 'Probe')))), [HERE]);
});

test('DHCP: a client tells its name and system, and has no address yet', () => {
  const request = frames.dhcpBytes(dhcp.REQUEST, MAC, [
    [dhcp.OPTION.messageType, Uint8Array.of(dhcp.MESSAGE.discover)],
    [dhcp.OPTION.hostName, textBytes('pixel-8')],
    [dhcp.OPTION.vendorClass, textBytes('android-dhcp-14')],
  ]);
  assert.deepEqual(said(frames.datagramFrame(MAC, [0, 68], [0xffffffff, 67], request)), [
    `${MAC} name pixel-8, dhcp: `.slice(0, -2),
    `${MAC} os android-dhcp-14 android 14, dhcp: vendor class android-dhcp-14`,
  ]);
});

test('DHCP: a server tells who is router and name server', () => {
  const offer = frames.dhcpBytes(
    dhcp.REPLY,
    '02:00:5e:00:53:09',
    [
      [dhcp.OPTION.messageType, Uint8Array.of(dhcp.MESSAGE.offer)],
      [dhcp.OPTION.server, bytesOf('c6120905')],
      [dhcp.OPTION.routers, bytesOf('c61209fe')],
      [dhcp.OPTION.nameServers, bytesOf('c61209fd')],
      [dhcp.OPTION.domain, textBytes('lab.example')],
      [dhcp.OPTION.mask, bytesOf('ffffff00')],
    ],
    0xc6120909,
  );
  assert.deepEqual(said(frames.datagramFrame(MAC, [IP, 67], [0xffffffff, 68], offer)), [
    HERE,
    'network 198.18.9.0/24 gateways 198.18.9.254 dhcpServers 198.18.9.5 dnsServers 198.18.9.253 domain lab.example, dhcp',
    'c6120905 role DHCP server, dhcp: domain lab.example',
    'c61209fe role gateway, dhcp',
    'c61209fd role DNS server, dhcp',
  ]);
});

test('LLDP and CDP: the device at the other end of the cable', () => {
  const fields = [
    { type: 1, value: bytesOf(`04 ${MAC}`) },
    { type: 2, value: textBytes('\x05ge-0/0/7') },
    { type: 3, value: bytesOf('0078') },
    { type: 5, value: textBytes('sw1.example') },
    { type: 6, value: textBytes('Juniper Networks, JUNOS 21.4') },
    { type: 7, value: bytesOf('0004 0004') },
    { type: 8, value: bytesOf('05 01 c61209fa 02 00000001 00') },
    { type: 127, value: textBytes('\0\x12\xbb'.slice(0, 2)) },
    { type: 127, value: bytesOf('0080c2 01 002a') },
    { type: 127, value: bytesOf(`0080c2 03 002a 06 ${Buffer.from('office').toString('hex')}`) },
    { type: 127, value: bytesOf(`0080c2 03 0007 05 ${Buffer.from('guest').toString('hex')}`) },
    // Voice, tagged, VLAN 110, priority 5, DSCP 46.
    { type: 127, value: bytesOf('0012bb 02 01 40dd6e') },
  ];
  assert.deepEqual(said(frames.lldpFrame(MAC, fields)), [
    'network here VLAN 42 untagged office VLAN 7 tagged guest VLAN 110 voice, lldp',
    `here c61209fa ${MAC}`,
    'c61209fa name sw1.example, lldp',
    'c61209fa os Juniper Networks, JUNOS 21.4 junos, lldp',
    'c61209fa kind switch, lldp: Juniper Networks, JUNOS 21.4',
    'c61209fa role link-neighbour, lldp: port ge-0/0/7; Juniper Networks, JUNOS 21.4',
    `c61209fa mac ${MAC}, lldp`,
    `${MAC} address 198.18.9.250, lldp`,
  ]);
  const software = 'Cisco IOS Software, C2960 Software, Version 15.0(2)SE, RELEASE';
  const cisco = [
    { type: 1, value: textBytes('sw2(FOC1234X0YZ)') },
    { type: 3, value: textBytes('GigabitEthernet0/3') },
    { type: 4, value: bytesOf('00000028') },
    { type: 5, value: textBytes(software) },
    { type: 6, value: textBytes('cisco WS-C2960-24TT-L') },
    { type: 10, value: bytesOf('0063') },
    { type: 14, value: bytesOf('01 006e') },
  ];
  assert.deepEqual(said(frames.cdpFrame(MAC, cisco)), [
    'network here VLAN 99 untagged VLAN 110 voice, cdp',
    `${MAC} name sw2, cdp`,
    `${MAC} serial FOC1234X0YZ, cdp`,
    `${MAC} model cisco WS-C2960-24TT-L, cdp`,
    `${MAC} os ${software} cisco-ios 15.0(2)SE, cdp`,
    `${MAC} kind switch, cdp`,
    `${MAC} role link-neighbour, cdp: port GigabitEthernet0/3`,
  ]);
});

test('IPv6: neighbours, routers and listeners tell their addresses; what was passed on is no neighbour’s', () => {
  const of = 'fe80::5eff:fe00:5305';
  const solicitation = { type: ICMPV6.neighbourSolicitation, code: 0, body: bytesOf(`00000000 ${LINK_LOCAL}`) };
  assert.deepEqual(said(frames.icmpv6Frame(MAC, LINK_LOCAL, solicitation)), [
    `${MAC} address ${of}, neighbour-discovery`,
  ]);
  assert.deepEqual(said(frames.icmpv6Frame(MAC, LINK_LOCAL, solicitation, 64)), []);
  assert.deepEqual(said(frames.icmpv6Frame(MAC, '00'.repeat(16), solicitation)), [], 'a tentative address');
  const target = '20010db8000000000000000000000005';
  const advertisement = {
    type: ICMPV6.neighbourAdvertisement,
    code: 0,
    body: bytesOf(`60000000 ${target} 0201 ${MAC}`),
  };
  assert.deepEqual(said(frames.icmpv6Frame(MAC, LINK_LOCAL, advertisement)), [
    `${MAC} address 2001:db8::5, neighbour-discovery`,
  ]);
  const report = { type: ICMPV6.listenerReport2, code: 0, body: bytesOf('0000 0000') };
  assert.deepEqual(said(frames.icmpv6Frame(MAC, LINK_LOCAL, report, 1)), [`${MAC} address ${of}, mld`]);
  const prefix = '0304 40c0 00015180 00003840 00000000 20010db8000100000000000000000000';
  const router = { type: ICMPV6.routerAdvertisement, code: 0, body: bytesOf(`40000708 0000000000000000 ${prefix}`) };
  assert.deepEqual(said(frames.icmpv6Frame(MAC, LINK_LOCAL, router)), [
    `${MAC} address ${of}, neighbour-discovery`,
    'network 2001:db8:1::/64, neighbour-discovery',
    `${MAC} role ipv6-router, neighbour-discovery: network 2001:db8:1::/64`,
  ]);
});

test('whatever the bytes, nobody throws, and no word is longer than it may be', () => {
  const ports = fc.constantFrom(67, 68, 137, 138, 1900, 3702, 5353, 5355, 5678, 10_001);
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    fc.string({ unit: 'binary', maxLength: 300 }).map((text) => textBytes(`NOTIFY * HTTP/1.1\r\n${text}`)),
    fc.string({ unit: 'binary', maxLength: 300 }).map((text) => textBytes(`<d:Hello><d:Types>${text}</d:Types>`)),
    fc
      .array(fc.tuple(fc.integer({ min: 1, max: 254 }), fc.uint8Array({ maxLength: 60 })), { maxLength: 6 })
      .map((options) => frames.dhcpBytes(dhcp.REQUEST, MAC, [[53, Uint8Array.of(1)], ...options])),
  );
  const all = fc.oneof(
    fc.tuple(ports, payloads).map(([port, payload]) => datagram(port, payload)),
    fc
      .tuple(fc.constantFrom(0x0806, 0x88cc, 0x86dd, 0x0800, 60), fc.uint8Array({ maxLength: 200 }))
      .map(([type, payload]) => frames.frameOf(MAC, type, payload)),
    fc.uint8Array({ maxLength: 80 }),
  );
  fc.assert(
    fc.property(all, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), (frame, changes) => {
      const bytes = Uint8Array.from(frame);
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      const heard = takeApart(bytes);
      for (const each of heard === null ? [] : statementsOf(heard)) {
        if (each.type !== 'clue') continue;
        assert.ok(each.clue.value.length >= 1 && each.clue.value.length <= 255);
        assert.ok((each.clue.text ?? '').length <= 512);
        assert.doesNotMatch(each.clue.value, /[\p{Cc}]/u);
      }
    }),
    { numRuns: 5000 },
  );
});
