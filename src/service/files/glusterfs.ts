// GlusterFS: ONC RPC (RFC 5531) with programs of its own (rpc/rpc-lib/src/protocol-common.h of its source). GF-DUMP, which every
// of its daemons has, lists the programs by name.
//
//   record mark u32; xid, type u32 (0 call, 1 reply), for calls: rpcvers 2, program, version, procedure, credential, verifier
//   reply: reply_stat u32 (0), verifier (flavour u32, length u32), accept_stat u32, then gfs_id u64, op_ret u32, op_errno u32,
//   and a list: 1 u32, progname string, prognum u64, progver u64; 0 u32 at its end
import { be32, clean, concat, textAt, u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';

const LAST = 0x8000_0000;
const XID = 0x706f7274;
const GF_DUMP = 123_451_501;
const DUMP = 1;
/** RPC_VERSION 2, no credential, no verifier. */
const CALL = concat(be32(XID), be32(0), be32(2), be32(GF_DUMP), be32(1), be32(DUMP), new Uint8Array(16));
/** gfs_id of the request. */
const ARGUMENT = new Uint8Array(8);
const PROGRAMS_MOST = 32;

export const glusterfs = defineService({
  name: 'glusterfs',
  title: 'GlusterFS',
  specification: 'RFC 5531, rpc-common-xdr.x of GlusterFS',
  ports: [24007, 24008, 49152, 49153],
  hello: concat(be32(LAST + CALL.length + ARGUMENT.length), CALL, ARGUMENT),
  ownPortsOnly: true,

  read({ bytes }: Reply): Verdict | null {
    if (u32(bytes, 0) < LAST || u32(bytes, 4) !== XID || u32(bytes, 8) !== 1 || u32(bytes, 12) !== 0) return null;
    if (bytes.length < 44 || u32(bytes, 20) !== 0 || u32(bytes, 24) !== 0) return null;
    const programs = programsOf(bytes, 44);
    if (!programs.some((name) => /gluster|gf-dump|mgmt/i.test(name))) return null;
    return { confidence: 1, product: 'GlusterFS', details: { programs } };
  },
});

function programsOf(bytes: Uint8Array, begin: number): string[] {
  const programs: string[] = [];
  let at = begin;
  while (u32(bytes, at) === 1 && programs.length < PROGRAMS_MOST) {
    const length = u32(bytes, at + 4);
    if (length > 128 || at + 8 + length > bytes.length) break;
    programs.push(clean(textAt(bytes, at + 8, length)));
    at += 8 + length + ((4 - (length % 4)) % 4) + 16;
  }
  return programs;
}
