import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wsDiscovery as question, WS_MESSAGE } from '../../probe/udp/directory/ws-discovery.ts';
import { latin1 } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { wsDiscovery } from './ws-discovery.ts';

/** The example of ONVIF Core section 7.3.2.2, and of WS-Discovery section 5.3. */
const ANSWER = `<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
 xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">
<SOAP-ENV:Header><wsa:RelatesTo>${WS_MESSAGE}</wsa:RelatesTo></SOAP-ENV:Header><SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch>
<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder
 onvif://www.onvif.org/hardware/IPC-B2 onvif://www.onvif.org/name/Lab%20Cam</d:Scopes>
<d:XAddrs>http://198.18.0.1/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>`;

test('a camera: what it is, and where', () => {
  const verdict = wsDiscovery.read(datagramReply(ANSWER, question.bytes, 'ws-discovery'));
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.device, 'Lab Cam IPC-B2');
  assert.equal(verdict?.info, 'NetworkVideoTransmitter Device http://198.18.0.1/onvif/device_service');
  assert.deepEqual(verdict?.details?.addresses, ['http://198.18.0.1/onvif/device_service']);
});

test('by its types where it has no name', () => {
  const printer = ANSWER.replace(/<d:Types>.*<\/d:Types>/, '<d:Types>wsdp:Device wprt:PrintDeviceType</d:Types>');
  assert.equal(wsDiscovery.read(datagramReply(printer.replace(/onvif:/g, 'x:')))?.device, 'printer');
});

test("others' answers are less sure; questions and web pages are none", () => {
  assert.equal(wsDiscovery.read(datagramReply(ANSWER.replace(WS_MESSAGE, 'urn:uuid:0')))?.confidence, 0.8);
  assert.equal(wsDiscovery.read(datagramReply(latin1(question.bytes))), null);
  assert.equal(wsDiscovery.read(datagramReply('<html><title>ProbeMatches</title></html>')), null);
});
