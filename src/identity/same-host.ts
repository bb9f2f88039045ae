// Addresses that are one host's: what a machine has once, and shows on each of its addresses. Images that were copied have it too, so this
// is a clue and no proof.
//
//  1. The key of an SSH server (RFC 4253 section 8), the engine of an SNMP agent (RFC 3411 section 5), the GUID of an SMB server
//     ([MS-SMB2] section 2.2.4).
//  2. What more than ADDRESSES_MOST addresses show is a copy, or what a maker gave to all of its devices: nothing is said of further ones.
//  3. KEYS_MOST are kept.
import { type Clue, clueOf } from './clue.ts';
import type { Seen } from './sources/source.ts';

const ADDRESSES_MOST = 4;
const KEYS_MOST = 65_536;
const CONFIDENCE = 0.7;
/** An engine that is no more than its maker's number, or a GUID of zeros, is nobody's. */
const LENGTH_LEAST = 16;

export interface OneHost {
  /** What a fact says of its address and of others. */
  of(fact: Seen): readonly { readonly ip: string; readonly clue: Clue }[];
}

export function createOneHost(): OneHost {
  const addresses = new Map<string, string[]>();
  return {
    of(fact) {
      if (fact.type !== 'service') return [];
      const { ip, proto, port } = fact;
      return keysOf(fact).flatMap(([source, key]) => {
        const place = `${source} ${key}`;
        const known = addresses.get(place) ?? [];
        if (known.includes(ip) || known.length >= ADDRESSES_MOST) return [];
        if (known.length === 0 && addresses.size >= KEYS_MOST) return [];
        addresses.set(place, [...known, ip]);
        const said = { about: 'address', source, confidence: CONFIDENCE, text: key } as const;
        return known.flatMap((other) => [
          ...clueOf({ ...said, value: other, proto, port }).map((clue) => ({ ip, clue })),
          ...clueOf({ ...said, value: ip }).map((clue) => ({ ip: other, clue })),
        ]);
      });
    },
  };
}

/** Rule 1. */
function keysOf({
  details = {},
}: Extract<Seen, { type: 'service' }>): readonly (readonly [source: string, key: string])[] {
  const { hostKey, engineId, serverGuid } = details;
  const fingerprint =
    typeof hostKey === 'object' && hostKey !== null ? (hostKey as { fingerprint?: unknown }).fingerprint : undefined;
  return (
    [
      ['ssh-host-key', fingerprint],
      ['snmp-engine', engineId],
      ['smb-guid', serverGuid],
    ] as const
  ).flatMap(([source, key]) =>
    typeof key === 'string' && key.length >= LENGTH_LEAST && key.length <= 128 && !/^0*$/.test(key)
      ? [[source, key] as const]
      : [],
  );
}
