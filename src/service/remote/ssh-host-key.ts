// The host key of an SSH server: the beginning of a key exchange shows it, long before anybody logs in (RFC 8731 section 3,
// RFC 5656 section 4). What follows from the exchange is never computed: the connection ends here.
//
//   packet   length u32, padding length u8, payload, padding to a multiple of 8 (RFC 4253 section 6)
//   20       KEXINIT; 30 our public key (string); 31 host key, server's public key, signature (strings: length u32, bytes)
import { createHash } from 'node:crypto';
import { ascii, be32, clean, concat, textAt, u8, u32 } from '../bytes.ts';
import type { Talk } from '../talk/talk.ts';

export interface HostKey {
  readonly type: string;
  /** `SHA256:...`, as OpenSSH shows it. */
  readonly fingerprint: string;
}

const KEXINIT = 20;
const INIT = 30;
const REPLY = 31;
const PACKET_MOST = 35_000;
const PACKETS_MOST = 8;
const KEX = ['curve25519-sha256', 'curve25519-sha256@libssh.org'];
/** A public key of X25519: the base point. No secret stands behind it, and none is needed. */
const PUBLIC_KEY = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0));

type Lists = Readonly<Record<string, readonly string[]>>;

/** Null where the server has none of our methods, or does not go on. */
export async function hostKeyOf(talk: Talk, lists: Lists): Promise<HostKey | null> {
  const kex = KEX.filter((name) => lists.kex.includes(name));
  // Certificates are longer and prove nothing here.
  const keys = lists.hostKeys.filter((name) => !name.includes('-cert-'));
  if (kex.length === 0 || keys.length === 0) return null;
  talk.send(concat(packetOf(kexInit(kex, keys, lists)), packetOf(concat(Uint8Array.of(INIT), stringOf(PUBLIC_KEY)))));
  return keyIn(await talk.receive((bytes) => keyIn(bytes) !== null));
}

/** Of everything else the server's own lists are said back: it chooses its first. */
function kexInit(kex: readonly string[], keys: readonly string[], lists: Lists): Uint8Array {
  const { ciphersIn, ciphersOut, macsIn, macsOut, compressionIn, compressionOut } = lists;
  const names = [kex, keys, ciphersIn, ciphersOut, macsIn, macsOut, compressionIn, compressionOut, [], []];
  const cookie = new Uint8Array(16).fill(0x50);
  return concat(
    Uint8Array.of(KEXINIT),
    cookie,
    ...names.map((list) => stringOf(ascii(list.join(',')))),
    new Uint8Array(5),
  );
}

const stringOf = (bytes: Uint8Array): Uint8Array => concat(be32(bytes.length), bytes);

function packetOf(payload: Uint8Array): Uint8Array {
  const padding = 4 + ((8 - ((5 + payload.length + 4) % 8)) % 8);
  return concat(be32(1 + payload.length + padding), Uint8Array.of(padding), payload, new Uint8Array(padding));
}

function keyIn(bytes: Uint8Array): HostKey | null {
  for (let at = 0, packets = 0; at + 6 < bytes.length && packets < PACKETS_MOST; packets++) {
    const length = u32(bytes, at);
    if (length < 12 || length > PACKET_MOST || at + 4 + length > bytes.length) return null;
    if (u8(bytes, at + 5) === REPLY) return keyAt(bytes.subarray(at + 6, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

function keyAt(payload: Uint8Array): HostKey | null {
  const length = u32(payload, 0);
  const key = payload.subarray(4, 4 + length);
  const type = textAt(key, 4, Math.min(u32(key, 0), 64));
  if (key.length !== length || !/^[a-z][\w@.-]{2,63}$/.test(type)) return null;
  const digest = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
  return { type: clean(type), fingerprint: `SHA256:${digest}` };
}
