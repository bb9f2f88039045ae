import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ssdp as question } from '../../probe/udp/directory/ssdp.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { ssdp } from './ssdp.ts';

/** MiniDLNA's, as it stands on the wire. */
const ANSWER =
  'HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nDATE: Fri, 27 Nov 2026 10:09:27 GMT\r\nST: upnp:rootdevice\r\n' +
  'USN: uuid:4d696e69-444c-164e-9d41-7e2051aebea5::upnp:rootdevice\r\nEXT:\r\n' +
  'SERVER: Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0\r\nLOCATION: http://198.18.0.1:8200/rootDesc.xml\r\n' +
  'Content-Length: 0\r\n\r\n';

test('program, system, and where the device is described', () => {
  assert.deepEqual(ssdp.read(datagramReply(ANSWER, question.bytes, 'ssdp')), {
    confidence: 1,
    product: 'MiniDLNA',
    version: '1.3.0',
    os: 'Debian',
    info: 'http://198.18.0.1:8200/rootDesc.xml',
    details: {
      usn: 'uuid:4d696e69-444c-164e-9d41-7e2051aebea5::upnp:rootdevice',
      server: 'Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0',
      location: 'http://198.18.0.1:8200/rootDesc.xml',
    },
  });
});

test("UPnP's order: system, UPnP, product", () => {
  const verdict = ssdp.read(
    datagramReply(ANSWER.replace(/SERVER: .*/, 'SERVER: Linux/5.4.0, UPnP/1.0, Portable SDK/1.14.12')),
  );
  assert.deepEqual([verdict?.os, verdict?.product, verdict?.version], ['Linux 5.4.0', 'Portable SDK', '1.14.12']);
});

test('a web server, our question and a search that failed are none', () => {
  assert.equal(ssdp.read(datagramReply('HTTP/1.1 200 OK\r\nServer: nginx\r\nLocation: /\r\n\r\n')), null);
  assert.equal(ssdp.read(datagramReply(question.bytes)), null);
  assert.equal(ssdp.read(datagramReply(ANSWER.replace('200 OK', '404 Not Found'))), null);
});
