// RADIUS (RFC 5997): Status-Server, the server's "are you there". It proves that it knows the secret (Message-Authenticator,
// RFC 2869 section 5.14); ours is the empty one, so whoever has set one stays silent (RFC 5997 section 3): most do.
//
// So a server's ports for logins are sent an Access-Request as well (RFC 2865 section 4.1), which names nobody and has no password: a
// server whose client we are refuses it, whatever the secret is, and nobody is let in or locked out by it.
import type { UdpPayload } from '../payload.ts';

export const RADIUS_ID = 0x50;
/** RFC 2865 section 3: what an answer's authenticator is made with. */
export const RADIUS_AUTHENTICATOR = Uint8Array.from(Buffer.from('portolan radius.'));

const MESSAGE_AUTHENTICATOR = [
  0x6a, 0xb0, 0x5c, 0xf9, 0xe7, 0xb0, 0x44, 0x80, 0x98, 0x29, 0x63, 0x5d, 0xc4, 0xc3, 0x43, 0x75,
];

export const radius: UdpPayload = {
  name: 'radius',
  ports: [1645, 1646, 1812, 1813],
  bytes: Uint8Array.of(
    ...[12, RADIUS_ID, 0, 38],
    ...RADIUS_AUTHENTICATOR,
    ...[80, 18], // Message-Authenticator: HMAC-MD5 of all this (with zeros here), with the empty secret
    ...MESSAGE_AUTHENTICATOR,
  ),
};

const NAS_IDENTIFIER = Buffer.from('portolan');

export const radiusAccess: UdpPayload = {
  name: 'radius-access',
  ports: [1645, 1812],
  bytes: Uint8Array.of(
    ...[1, RADIUS_ID, 0, 20 + 2 + NAS_IDENTIFIER.length],
    ...RADIUS_AUTHENTICATOR,
    ...[32, 2 + NAS_IDENTIFIER.length], // NAS-Identifier (RFC 2865 section 5.32)
    ...NAS_IDENTIFIER,
  ),
};
