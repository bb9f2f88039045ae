// What ports say, held against what the protocols' own documents show, and against mutilated questions.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { connect } from 'node:tls';
import fc from 'fast-check';
import type { Datagrams, Talk } from './host.ts';
import { hostNamed } from './hosts/hosts.ts';
import { everyKind } from './network.ts';
import { mdns } from './talk/dns.ts';
import { modbus } from './talk/industrial.ts';
import { fileServer, netbios } from './talk/netbios.ts';
import { snmp } from './talk/snmp.ts';
import { ssdp } from './talk/upnp.ts';
import { html, web } from './talk/web.ts';

const SELF = { address: '198.18.40.10', mac: '00:11:32:00:00:01' };
const bytesOf = (said: Uint8Array | string | null): Buffer => Buffer.from((said ?? '') as string, 'latin1');

function ask(talk: Datagrams, hex: string): Buffer {
  return bytesOf(talk.answer(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
}

test('mDNS: a question for the services, and for one of them', () => {
  const zone = { host: 'nas', services: [{ type: '_http._tcp', name: 'NAS', port: 80, text: ['a=1'] }] };
  const talk = mdns(SELF, zone);
  const services =
    '0001 0000 0001 0000 0000 0000 095f7365727669636573 075f646e732d7364 045f756470 056c6f63616c 00 000c 0001';
  const all = ask(talk, services);
  assert.deepEqual([all.readUInt16BE(0), all.readUInt16BE(2), all.readUInt16BE(6)], [1, 0x8400, 1]);
  assert.ok(all.includes(Buffer.from('055f68747470045f746370056c6f63616c00', 'hex')));
  const http = ask(talk, '0002 0000 0001 0000 0000 0000 055f68747470 045f746370 056c6f63616c 00 000c 8001');
  assert.deepEqual(
    [http.readUInt16BE(6), http.readUInt16BE(10)],
    [1, 3],
    'its place, its text and the address beside it',
  );
  assert.ok(http.includes('a=1') && http.includes(Buffer.from([198, 18, 40, 10])));
  assert.equal(ask(talk, '0003 0000 0001 0000 0000 0000 0161 056c6f63616c 00 0001 0001').length, 0);
});

test('NetBIOS: the status of RFC 1002 section 4.2.18', () => {
  const question = `0004 0000 0001 0000 0000 0000 20${Buffer.from(`CK${'A'.repeat(30)}`).toString('hex')}00 0021 0001`;
  const answer = ask(netbios(SELF, fileServer('NAS', 'OFFICE')), question);
  assert.equal(answer[56], 3, 'three names');
  assert.equal(answer.toString('latin1', 57, 72), 'NAS'.padEnd(15));
  assert.deepEqual([answer[72], answer.readUInt16BE(73), answer.readUInt16BE(91)], [0, 0x0400, 0x8400]);
  assert.equal(answer.toString('hex', 111, 117), '001132000001');
});

test('SNMP: get, get-next, another community, and the engine of version 3', () => {
  const agent = snmp({
    sysDescr: 'box',
    sysObjectID: '.1.3.6.1.4.1.9.1.1208',
    sysName: 'sw1',
    engine: '8000000903000102030405',
  });
  const name = ask(
    agent,
    '3026 020101 0406 7075626c6963 a019 020101 020100 020100 300e 300c 0608 2b06010201010500 0500',
  );
  assert.ok(name.includes('sw1'), name.toString('hex'));
  assert.equal(name.toString('hex', 0, 2), '3029');
  const next = ask(agent, '3025 020101 0406 7075626c6963 a118 020101 020100 020100 300d 300b 0607 2b060102010101 0500');
  assert.ok(next.includes('box'));
  assert.equal(
    ask(agent, '3025 020101 0405 7075626c69 a019 020101 020100 020100 300e 300c 0608 2b06010201010500 0500').length,
    0,
  );
});

test('SSDP: answers what it is searched for, and nothing else', () => {
  const talk = ssdp({ server: 'x', location: 'http://198.18.40.10/d.xml', device: 'uuid:1', targets: ['roku:ecp'] });
  const search = (st: string): string =>
    bytesOf(
      talk.answer(
        Buffer.from(
          `M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${st}\r\n\r\n`,
        ),
      ),
    ).toString();
  assert.match(
    search('ssdp:all'),
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*ST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n$/,
  );
  assert.match(search('roku:ecp'), /USN: uuid:1::roku:ecp/);
  assert.equal(search('urn:other'), '');
});

test('Modbus: identification of section 6.21, and a refusal of all else', () => {
  const talk = modbus(['Maker', 'Code', 'V1']);
  const say = (hex: string) => Buffer.from(talk.answer!(Buffer.from(hex, 'hex'))!.bytes as Uint8Array).toString('hex');
  assert.equal(
    say('0001000000050a2b0e0100'),
    `000100000019 0a2b0e01010000030005${Buffer.from('Maker').toString('hex')}0104${Buffer.from('Code').toString('hex')}0202${Buffer.from('V1').toString('hex')}`.replaceAll(
      ' ',
      '',
    ),
  );
  assert.equal(say('0002000000060a0300000001'), '0002000000030a8301');
});

test('HTTP: a page, no page, no request', () => {
  const { answer } = web({ server: 'x', pages: { '/': html('Hello') } });
  const say = (text: string): string => bytesOf(answer!(Buffer.from(text))?.bytes ?? null).toString('latin1');
  assert.match(say('GET /?a=1 HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 200 OK\r\nServer: x\r\n[\s\S]*<title>Hello</);
  assert.match(say('HEAD / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
  assert.match(say('GET /x HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 404 /);
  assert.match(say('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.equal(say('GET / HTTP/1.1\r\n'), '');
});

/** What a client of Node's hears, where the talk's stream of bytes is its wire; `before`: what is said before TLS, and its answer's length. */
async function inTls(talk: Talk, question: Uint8Array | string, before?: readonly [Uint8Array, number]) {
  let toClient = (bytes: Buffer): void => void plain.push(bytes);
  const plain: Buffer[] = [];
  const { hear, end } = talk.converse!(({ bytes }) => toClient(bytesOf(bytes)));
  if (before !== undefined) {
    hear(Buffer.from(before[0]));
    assert.equal(Buffer.concat(plain).length, before[1]);
  }
  const wire = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      hear(bytes);
      done();
    },
  });
  toClient = (bytes) => void wire.push(bytes);
  const client = connect({ socket: wire, rejectUnauthorized: false });
  await once(client, 'secureConnect');
  const { subject, subjectaltname } = client.getPeerCertificate();
  client.write(question);
  const [heard] = (await once(client, 'data')) as [Buffer];
  client.destroy();
  end();
  return { subject: { ...subject }, subjectaltname, heard };
}

test('TLS: a certificate of its own, and what is said inside', async () => {
  const { 8006: talk } = hostNamed('proxmox').ports!(SELF).tcp!;
  const { subject, subjectaltname, heard } = await inTls(talk, 'GET / HTTP/1.1\r\n\r\n');
  assert.deepEqual(subject, { OU: 'PVE Cluster Node', O: 'Proxmox Virtual Environment', CN: 'pve1.example.net' });
  assert.equal(subjectaltname, 'DNS:localhost, DNS:pve1, DNS:pve1.example.net');
  assert.match(heard.toString(), /<title>pve1 - Proxmox/);
});

test('RDP: CredSSP alone, then TLS, and NTLM inside it', async () => {
  const { 3389: talk } = hostNamed('windows-server-2022').ports!(SELF).tcp!;
  const request = (protocols: number): Buffer =>
    Buffer.from(`030000130ee00000000000010008000${protocols}000000`, 'hex');
  const { subject, heard } = await inTls(talk, 'NTLMSSP\0', [request(3), 19]);
  assert.equal(subject.CN, 'dc01.labor.example');
  assert.ok(heard.includes('NTLMSSP\0') && heard.includes(Buffer.from('LABOR', 'utf16le')));
  const said: Buffer[] = [];
  talk.converse!(({ bytes }) => void said.push(bytesOf(bytes))).hear(request(1));
  assert.equal(Buffer.concat(said).toString('hex'), '030000130ed000001234000300080005000000');
});

test('no port of any host throws, whatever it hears', () => {
  const talks: { readonly name: string; readonly talk: Talk | Datagrams }[] = everyKind.flatMap(({ host, address }) => {
    const { tcp = {}, udp = {} } = hostNamed(host).ports?.({ address, mac: SELF.mac }) ?? {};
    return [...Object.entries(tcp), ...Object.entries(udp)].map(([port, talk]) => ({ name: `${host}:${port}`, talk }));
  });
  assert.ok(talks.length > 200);
  const starts = ['', 'fe534d42', '0300', '32', '3030020103', '00010000000100000000', 'ff534d42', '000000050100'];
  fc.assert(
    fc.property(
      fc.constantFrom(...talks),
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 200 }),
      ({ talk }, start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'hex'), rest]);
        talk.answer?.(bytes);
        if (!('converse' in talk)) return;
        const conversation = talk.converse?.(() => {});
        conversation?.hear(bytes);
        conversation?.end();
      },
    ),
    { numRuns: 3000 },
  );
});
