// SOCKS 4 (SOCKS: A protocol for TCP proxy across firewalls). It has no words but the wish to connect, so nothing is said;
// what others' words bring is read: its refusal, and Tor's, which speaks HTTP to who does.
//
//   reply    0, code u8 (5a granted, 5b to 5d refused), port u16, address 4 bytes
import { u8 } from '../bytes.ts';
import { defineService } from '../service.ts';

export const TOR = /^HTTP\/1\.\d 501 Tor is not an HTTP Proxy\r\n/;

export const socks4 = defineService({
  name: 'socks4',
  title: 'SOCKS 4 proxy',
  specification: 'SOCKS protocol version 4',
  ports: [1080],

  read({ bytes, text, sent }) {
    if (TOR.test(text)) return { confidence: 1, service: 'socks5', product: 'Tor SOCKS proxy', info: 'SOCKS 4 and 5' };
    const code = u8(bytes, 1);
    if (sent === null || bytes.length !== 8 || u8(bytes, 0) !== 0 || code < 0x5b || code > 0x5d) return null;
    return { confidence: 0.5, info: 'refuses' };
  },
});
