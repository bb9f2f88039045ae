// BACnet/SC: ASHRAE 135 Annex AB.7. A hub takes WebSockets (RFC 6455) inside TLS, by a subprotocol of its own; most want a certificate
// of the client before they answer anything: those are known as TLS alone.
import { ascii } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { authorityOf } from '../web/request.ts';
import { parseResponse } from '../web/response.ts';

const PROTOCOL = /^(?:hub|dc)\.bsc\.bacnet\.org$/;

export const bacnetSc = defineService({
  name: 'bacnet-sc',
  title: 'BACnet Secure Connect',
  specification: 'ASHRAE 135 Annex AB',
  ports: [],
  tlsPorts: [47808, 50000, 4443],
  hello: (endpoint) =>
    ascii(
      `GET / HTTP/1.1\r\nHost: ${authorityOf(endpoint)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: UG9ydG9sYW4gbG9va3MgPw==\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Protocol: hub.bsc.bacnet.org\r\n\r\n',
    ),
  ownPortsOnly: true,

  read({ text }): Verdict | null {
    if (!text.startsWith('HTTP/1.')) return null;
    const response = parseResponse(text);
    const protocol = response?.fields.get('sec-websocket-protocol') ?? '';
    if (response?.status !== 101 || !PROTOCOL.test(protocol)) return null;
    return { confidence: 1, info: protocol.startsWith('hub') ? 'hub' : 'node', device: 'building controller' };
  },
});
