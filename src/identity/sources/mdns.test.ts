import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceFact, told } from './fact.test-data.ts';

const mdns = (change: Parameters<typeof serviceFact>[0]): readonly string[] =>
  told(serviceFact({ service: 'mdns', proto: 'udp', port: 5353, ...change }));

test('a Linux host with Avahi: its name, and the card in the name of its workstation', () => {
  const instances = [
    { name: 'labnas [b6:ba:a6:0a:79:72]._workstation._tcp.local', port: 9, host: 'labnas.local' },
    { name: 'labnas._udisks-ssh._tcp.local', port: 22, host: 'labnas.local' },
  ];
  assert.deepEqual(
    mdns({ hostname: 'labnas', details: { services: ['_workstation._tcp', '_udisks-ssh._tcp'], instances } }),
    ['mdns mac b6:ba:a6:0a:79:72 0.95', 'mdns name labnas 0.95', 'mdns os linux (linux) 0.6'],
  );
});

test('a printer, by its type and the texts beside it', () => {
  const texts = ['txtvers=1', 'ty=Brother HL-L2350DW series', 'usb_MFG=Brother', 'usb_MDL=HL-L2350DW', 'rp=ipp/print'];
  const instances = [{ name: 'Brother HL-L2350DW._ipp._tcp.local', port: 631, host: 'BRW1.local', texts }];
  assert.deepEqual(
    mdns({ hostname: 'BRW1', details: { services: ['_ipp._tcp', '_pdl-datastream._tcp'], instances } }),
    [
      'mdns kind printer 0.75',
      'mdns kind printer 0.85',
      'mdns model Brother HL-L2350DW series 0.85',
      'mdns model HL-L2350DW 0.9',
      'mdns name BRW1 0.95',
      'mdns vendor Brother 0.95',
    ],
  );
});

test('a print server is no printer', () => {
  const texts = ['ty=Brother HL-L2350DW series', 'rp=printers/office', 'usb_MFG=Brother'];
  const instances = [{ name: 'Office @ nas._ipp._tcp.local', port: 631, host: 'nas.local', texts }];
  assert.deepEqual(mdns({ hostname: 'nas', details: { services: ['_ipp._tcp'], instances } }), [
    'mdns name nas 0.95',
    'mdns role print server 0.8',
  ]);
});

test("what runs on another host is another's", () => {
  const instances = [{ name: 'TV._googlecast._tcp.local', port: 8009, host: 'other.local', texts: ['md=Chromecast'] }];
  assert.deepEqual(mdns({ hostname: 'proxy', details: { services: [], instances } }), ['mdns name proxy 0.95']);
});

test('models: Apple, receivers, accessories; and those that only say so', () => {
  assert.deepEqual(mdns({ device: 'MacBookPro18,3', details: { services: [] } }), [
    'mdns kind laptop 0.9',
    'mdns model MacBookPro18,3 0.9',
    'mdns os macOS (macos) 0.9',
    'mdns vendor Apple 0.9',
  ]);
  assert.deepEqual(mdns({ device: 'MacSamba', details: { services: [] } }), ['mdns model MacSamba 0.9']);
  const hap = [{ name: 'Lamp._hap._tcp.local', port: 80, host: 'lamp.local', texts: ['md=LCT015', 'ci=5'] }];
  assert.deepEqual(mdns({ hostname: 'lamp', details: { services: ['_hap._tcp'], instances: hap } }), [
    'mdns kind light 0.9',
    'mdns model LCT015 0.9',
    'mdns name lamp 0.95',
  ]);
  const cast = [
    { name: 'x._googlecast._tcp.local', port: 8009, host: 'x.local', texts: ['md=Google Home Mini', 'fn=Kitchen'] },
  ];
  const all = mdns({ hostname: 'x', details: { services: ['_googlecast._tcp'], instances: cast } });
  for (const each of ['mdns kind speaker 0.9', 'mdns name Kitchen 0.5', 'mdns vendor Google 0.9'])
    assert(all.includes(each), each);
});

test('a NAS beside its web page; the release of macOS', () => {
  const texts = ['vendor=Synology', 'model=DS918+', 'serial=17A0PDN000000', 'mac_address=00:11:32:00:00:01'];
  const web = [{ name: 'nas._http._tcp.local', port: 5000, host: 'nas.local', texts }];
  const all = mdns({ hostname: 'nas', details: { services: ['_http._tcp'], instances: web } });
  for (const each of [
    'mdns vendor Synology 0.9',
    'mdns model DS918+ 0.9',
    'mdns serial 17A0PDN000000 0.95',
    'mdns mac 00:11:32:00:00:01 0.9',
  ])
    assert(all.includes(each), each);
  const info = [{ name: 'mac._device-info._tcp.local', texts: ['model=Mac14,3', 'osxvers=22'] }];
  const mac = mdns({ device: 'Mac14,3', details: { services: [], instances: info } });
  assert(mac.includes('mdns os macOS 13 (macos 13) 0.9'), String(mac));
});
