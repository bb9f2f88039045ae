// Firebird and InterBase: src/remote/protocol.h of its source, "Firebird Wire Protocol". All in XDR: u32, texts padded to 4.
//
//   1 op_connect   op_attach 19, connect version, architecture (1 generic), file, count of protocols, user identification;
//                  each protocol: version, architecture, least and most type, weight. Nothing is attached, no user is named.
//   3 op_accept, 94 op_accept_data, 98 op_cond_accept: version, architecture, type;  4 op_reject;
//   92 op_cont_auth: four texts (u32 and bytes)
import { be32, concat, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const [OP_CONNECT, OP_REJECT, OP_RESPONSE, OP_ATTACH, OP_CONT_AUTH] = [1, 4, 9, 19, 92];
/** op_accept, op_accept_data, op_cond_accept. */
const ACCEPTS = [3, 94, 98];
const SINCE_3 = '3.0';
const CONNECT_VERSION_3 = 3;
const GENERIC = 1;
/** Set in the versions that Firebird brought, from 11 on. */
const FIREBIRD = 0x8000;
const [PTYPE_RPC, PTYPE_LAZY] = [2, 5];
/** Oldest release that accepts it. */
const PROTOCOLS: readonly (readonly [number, string])[] = [
  [10, '1.0 to 2.0'],
  [FIREBIRD | 11, '2.1'],
  [FIREBIRD | 12, '2.5'],
  [FIREBIRD | 13, '3.0'],
  [FIREBIRD | 15, '3.0'],
  [FIREBIRD | 16, '4.0'],
  [FIREBIRD | 17, '4.0.1 or later'],
  [FIREBIRD | 18, '5.0'],
  [FIREBIRD | 19, '5.0.2 or later'],
];

type Offers = readonly (readonly [number, string])[];

function connect(protocols: Offers): Uint8Array {
  const offers = protocols.flatMap(([version], i) => {
    const [least, most] = version === 10 ? [PTYPE_RPC, PTYPE_RPC] : [0, PTYPE_LAZY];
    return [version, GENERIC, least, most, 2 + 2 * i];
  });
  const words = [OP_CONNECT, OP_ATTACH, CONNECT_VERSION_3, GENERIC, 0, protocols.length, 0, ...offers];
  return concat(...words.map(be32));
}

export const firebird = defineService({
  name: 'firebird',
  title: 'Firebird',
  specification: 'Firebird source: remote/protocol.h',
  ports: [3050],
  hello: connect(PROTOCOLS),

  read({ bytes, to }) {
    const operation = u32(bytes, 0);
    if (bytes.length < 4 || to !== 'firebird') return null;
    if (operation === OP_REJECT && bytes.length === 4) return { confidence: 0.8, product: 'Firebird' };
    if (operation === OP_CONT_AUTH) return isWholeAuth(bytes) ? told(SINCE_3, 'or later') : null;
    if (ACCEPTS.includes(operation)) return accepted(bytes);
    // gds_codes stand in a status vector: 1 u32, then the number, which has 0x14 on top.
    if (operation !== OP_RESPONSE || bytes.length < 32) return null;
    return u32(bytes, 20) === 1 && u32(bytes, 24) >>> 24 === 0x14 ? { confidence: 0.95, product: 'Firebird' } : null;
  },

  /** From 3.0 on it asks for a user before it says which protocol it takes: offered the newer ones alone, the older refuse. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.login !== 'wanted') return verdict;
    for (const release of ['5.0', '4.0']) {
      const again = await talk.again();
      if (again === null) return verdict;
      again.send(connect(PROTOCOLS.filter(([, since]) => Number.parseInt(since, 10) >= Number.parseInt(release, 10))));
      const operation = u32(await again.receive((all) => all.length >= 4), 0);
      again.close();
      if (operation === OP_CONT_AUTH || ACCEPTS.includes(operation))
        return told(release, release === '5.0' ? 'or later' : '');
      if (operation !== OP_REJECT) return verdict;
    }
    return told(SINCE_3, '');
  },
});

function told(release: string, more: string): Verdict {
  return {
    confidence: 0.95,
    product: 'Firebird',
    info: `release ${release} ${more}`.trim(),
    cpe: [cpeOf('firebirdsql', 'firebird')],
    details: { login: 'wanted' },
  };
}

/** 92 op_cont_auth: four texts, each of a length and padded to 4. */
function isWholeAuth(bytes: Uint8Array): boolean {
  let at = 4;
  for (let i = 0; i < 4; i++) {
    if (u32(bytes, at) > 4096) return false;
    at += 4 + ((u32(bytes, at) + 3) & ~3);
  }
  return at === bytes.length;
}

function accepted(bytes: Uint8Array): Verdict | null {
  const version = u32(bytes, 4) & 0xffff;
  const offered = PROTOCOLS.find(([each]) => each === version);
  if (offered === undefined || u32(bytes, 8) > 100 || bytes.length < 16) return null;
  return { ...told(offered[1], ''), details: { protocol: version & 0xff } };
}
