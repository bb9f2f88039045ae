// Firebird and InterBase: src/remote/protocol.h of its source, "Firebird Wire Protocol". All in XDR: u32, texts padded to 4.
//
//   1 op_connect   op_attach 19, connect version, architecture (1 generic), file, count of protocols, user identification;
//                  each protocol: version, architecture, least and most type, weight. Nothing is attached, no user is named.
//   3 op_accept, 94 op_accept_data, 98 op_cond_accept: version, architecture, type;  4 op_reject
import { be32, clean, concat, latin1, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const [OP_CONNECT, OP_ACCEPT, OP_REJECT, OP_RESPONSE, OP_ATTACH, OP_ACCEPT_DATA, OP_COND_ACCEPT] = [
  1, 3, 4, 9, 19, 94, 98,
];
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

function connect(): Uint8Array {
  const offers = PROTOCOLS.flatMap(([version], i) => [
    version,
    GENERIC,
    version === 10 ? PTYPE_RPC : 0,
    version === 10 ? PTYPE_RPC : PTYPE_LAZY,
    2 + 2 * i,
  ]);
  const words = [OP_CONNECT, OP_ATTACH, CONNECT_VERSION_3, GENERIC, 0, PROTOCOLS.length, 0, ...offers];
  return concat(...words.map(be32));
}

export const firebird = defineService({
  name: 'firebird',
  title: 'Firebird',
  specification: 'Firebird source: remote/protocol.h',
  ports: [3050],
  hello: connect(),

  read({ bytes, to }) {
    const operation = u32(bytes, 0);
    if (bytes.length < 4 || to !== 'firebird') return null;
    if (operation === OP_REJECT && bytes.length === 4) return { confidence: 0.8, product: 'Firebird' };
    if (operation === OP_ACCEPT || operation === OP_ACCEPT_DATA || operation === OP_COND_ACCEPT) return accepted(bytes);
    // gds_codes stand in a status vector: 1 u32, then the number, which has 0x14 on top.
    if (operation !== OP_RESPONSE || bytes.length < 32) return null;
    return u32(bytes, 20) === 1 && u32(bytes, 24) >>> 24 === 0x14 ? { confidence: 0.95, product: 'Firebird' } : null;
  },
});

function accepted(bytes: Uint8Array): Verdict | null {
  const version = u32(bytes, 4) & 0xffff;
  const offered = PROTOCOLS.find(([each]) => each === version);
  if (offered === undefined || u32(bytes, 8) > 100 || bytes.length < 16) return null;
  const plugins = /\b(Srp\d{0,3}|Legacy_Auth|Win_Sspi)\b/.exec(latin1(bytes.subarray(16, 300)))?.[1];
  return {
    confidence: 0.95,
    product: 'Firebird',
    info: `protocol ${version & 0xff}: release ${offered[1]}`,
    cpe: [cpeOf('firebirdsql', 'firebird')],
    details: { protocol: version & 0xff, ...(plugins === undefined ? {} : { login: clean(plugins) }) },
  };
}
