// What hosts describe themselves by: UPnP, WSD, IPP; honest ones and others.
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { serviceFact, shortly } from '../sources/fact.test-data.ts';
import { fetchPage, PAGE_MOST } from './fetch-page.ts';
import { attributesOf, cluesOfPrinter, getPrinterAttributes } from './ipp.ts';
import { localPage } from './local-page.ts';
import { cluesOfDescription, upnpLookup } from './upnp.ts';
import { cluesOfMetadata, wsdLookup } from './wsd.ts';
import { valuesIn } from './xml-values.ts';

const SIGNAL = new AbortController().signal;
const OPTIONS = { signal: SIGNAL, budgetMs: 1500 };

const DESCRIPTION = `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major></specVersion><device>
<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><friendlyName>Lab router</friendlyName>
<manufacturer>Lab &amp; Co</manufacturer><modelName>LabBox</modelName><modelNumber>7</modelNumber><serialNumber>A1B2C3</serialNumber>
<deviceList><device><friendlyName>inner</friendlyName><manufacturer>Other</manufacturer></device></deviceList></device></root>`;

async function serving<T>(listener: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a UPnP device: who made it, which model; what is inside it is not it', () => {
  assert.deepEqual(cluesOfDescription(DESCRIPTION, 80).map(shortly), [
    'upnp name Lab router 0.5',
    'upnp vendor Lab & Co 0.9',
    'upnp model LabBox 7 0.9',
    'upnp serial A1B2C3 0.85',
    'upnp kind router 0.8',
    'upnp role gateway 0.8',
  ]);
});

test('a server of media is a program; a number that nobody filled in is none', () => {
  const media = DESCRIPTION.replace('InternetGatewayDevice', 'MediaServer').replace('A1B2C3', '00000000');
  assert.deepEqual(cluesOfDescription(media, 80).map(shortly), [
    'upnp name Lab router 0.5',
    'upnp vendor Lab & Co 0.4',
    'upnp model LabBox 7 0.4',
    'upnp role media server 0.8',
  ]);
});

test('the description is fetched where a fact says it is, once, and only from the host itself', async () => {
  let asked = 0;
  await serving(
    (_, response) => {
      asked++;
      response.end(DESCRIPTION);
    },
    async (port) => {
      const party = { listen: () => assert.fail(), send: () => {}, call: () => {}, close: () => {} };
      const lookup = upnpLookup(() => party as never);
      const found = (location: string): ReturnType<NonNullable<typeof lookup.follow>> =>
        lookup.follow!(serviceFact({ ip: '127.0.0.1', service: 'ssdp', proto: 'udp', details: { location } }), OPTIONS);
      assert.equal((await found(`http://127.0.0.1:${port}/d.xml`))?.length, 6);
      assert.deepEqual(await found(`http://127.0.0.1:${port}/d.xml`), []);
      for (const location of [
        `http://127.0.0.2:${port}/`,
        `https://127.0.0.1:${port}/`,
        `http://u:p@127.0.0.1:${port}/`,
        'file:///etc/passwd',
        'x',
        `http://localhost:${port}/`,
      ])
        assert.deepEqual(await found(location), [], location);
      assert.equal(asked, 1);
    },
  );
});

test('places that are the host’s own', () => {
  assert.deepEqual(localPage('http://192.0.2.7:49152/d.xml?x=1', '192.0.2.7'), { port: 49152, path: '/d.xml?x=1' });
  assert.equal(localPage('http://192.0.2.7.example:80/', '192.0.2.7'), null);
  assert.equal(localPage(`http://192.0.2.7/${'a'.repeat(1000)}`, '192.0.2.7'), null);
});

test('a page without an end is cut, one that drips ends in time, and one that never begins', async () => {
  const endless: RequestListener = (_, response) => {
    const chunk = Buffer.alloc(65_536, 0x3c);
    const write = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    write();
  };
  assert.equal(
    (await serving(endless, (port) => fetchPage('127.0.0.1', { port, path: '/' }, SIGNAL, 5000)))?.length,
    PAGE_MOST,
  );
  const drip: RequestListener = (_, response) => {
    const timer = setInterval(() => response.write('<'), 20);
    response.on('close', () => clearInterval(timer));
  };
  const dripped = await serving(drip, (port) => fetchPage('127.0.0.1', { port, path: '/' }, SIGNAL, 300));
  assert(dripped !== null && dripped.length < 100);
  assert.equal(
    await serving(
      () => {},
      (port) => fetchPage('127.0.0.1', { port, path: '/' }, SIGNAL, 200),
    ),
    null,
  );
  // Header fields without an end.
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write(`X: ${'a'.repeat(9000)}\r\n`), 1);
    socket.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  assert.equal(await fetchPage('127.0.0.1', { port, path: '/' }, SIGNAL, 3000), null);
  server.close();
});

test('a redirection is not followed, and an error is no page', async () => {
  const statuses = [301, 404, 500];
  for (const status of statuses) {
    const moved: RequestListener = (_, response) =>
      response.writeHead(status, { Location: 'http://192.0.2.1/' }).end('x');
    assert.equal(await serving(moved, (port) => fetchPage('127.0.0.1', { port, path: '/' }, SIGNAL, 1000)), null);
  }
});

test('no XML of a stranger throws, expands or is slow', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(1000)}">]><root><device><friendlyName>&b;</friendlyName></device></root>`;
  assert.deepEqual(cluesOfDescription(bomb, 80), []);
  assert.deepEqual(cluesOfDescription('<a>'.repeat(80_000), 80), []);
  const long = `<root><device><friendlyName>${'x'.repeat(200_000)}</friendlyName></device></root>`;
  assert.equal(cluesOfDescription(long, 80)[0].value.length, 255);
  const escaping = '<root><device><friendlyName>\u001b]0;x\u0007TV\u202e</friendlyName></device></root>';
  for (const { value } of cluesOfDescription(escaping, 80)) assert(!/[\p{Cc}\p{Cf}]/u.test(value));
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), (text) => void cluesOfDescription(`<root><device>${text}`, 80)),
  );
  assert.deepEqual([...valuesIn('<r><d>one</d><d>two</d></r>', (path) => path.at(-1)!)], [['d', 'one']]);
});

test('WSD: a computer tells its name and workgroup, a printer its model', async () => {
  const computer = `<s:Envelope xmlns:s="s" xmlns:p="p" xmlns:d="d"><s:Body><d:Relationship><d:Host><p:Computer>LABPC/Workgroup:OFFICE</p:Computer></d:Host>
    </d:Relationship><d:FriendlyName>wsdd</d:FriendlyName><d:Manufacturer>wsdd</d:Manufacturer></s:Body></s:Envelope>`;
  assert.deepEqual(cluesOfMetadata(computer, 5357).map(shortly), [
    'ws-discovery name LABPC 0.95',
    'ws-discovery domain OFFICE 0.9',
  ]);
  const printer =
    '<e xmlns:d="d"><d:Manufacturer>HP</d:Manufacturer><d:ModelName>LaserJet 400</d:ModelName><d:SerialNumber>VN1</d:SerialNumber></e>';
  assert.deepEqual(cluesOfMetadata(printer, 80).map(shortly), [
    'ws-discovery vendor HP 0.9',
    'ws-discovery model LaserJet 400 0.9',
    'ws-discovery serial VN1 0.85',
  ]);
  let said = '';
  const clues = await serving(
    (request, response) => {
      request.on('data', (chunk) => {
        said += chunk;
      });
      request.on('end', () => response.end(computer));
    },
    async (port) => {
      const details = { addresses: [`http://127.0.0.1:${port}/u`], endpoint: 'urn:uuid:1<2' };
      return wsdLookup(() => assert.fail()).follow!(
        serviceFact({ ip: '127.0.0.1', service: 'ws-discovery', proto: 'udp', details }),
        OPTIONS,
      );
    },
  );
  assert.equal(clues?.length, 2);
  assert.match(said, /<a:To>urn:uuid:12<\/a:To>.*transfer\/Get</);
});

test('IPP: what a printer says of itself; cut short it says less, and a refusal nothing', () => {
  const text = (name: string, value: string): Buffer =>
    Buffer.concat([Buffer.of(0x41, 0, name.length), Buffer.from(name), Buffer.of(0, value.length), Buffer.from(value)]);
  const head = Buffer.from('0200 0000 504f5254 01'.replaceAll(' ', ''), 'hex');
  const whole = Buffer.concat([
    ...[head, text('attributes-charset', 'utf-8'), Buffer.of(4), text('printer-make-and-model', 'Brother HL-L2350DW')],
    ...[
      text('printer-device-id', 'MFG:Brother;CMD:PJL;MDL:HL-L2350DW series;SN:E7'),
      text('printer-info', 'Office'),
      Buffer.of(3),
    ],
  ]);
  assert.deepEqual(cluesOfPrinter(attributesOf(whole)).map(shortly), [
    'ipp kind printer 0.9',
    'ipp vendor Brother 0.95',
    'ipp model HL-L2350DW series 0.95',
    'ipp serial E7 0.95',
    'ipp name Office 0.4',
  ]);
  for (let cut = 0; cut < whole.length; cut++) assert(cluesOfPrinter(attributesOf(whole.subarray(0, cut))).length <= 5);
  const refusal = Buffer.from(whole);
  refusal.set([4, 6], 2);
  assert.deepEqual(cluesOfPrinter(attributesOf(refusal)), []);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => void attributesOf(Buffer.concat([head, noise]))));
  assert.equal(
    Buffer.from(getPrinterAttributes('192.0.2.7')).toString('latin1').split('requested-attributes').length,
    2,
  );
});
