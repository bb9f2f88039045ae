// Network Block Device: the NBD protocol (doc/proto.md of nbd). The server greets; NBD_OPT_LIST asks for the names of its exports.
//
//   greeting, fixed newstyle  NBDMAGIC 8, IHAVEOPT 8, handshake flags u16
//   greeting, oldstyle        NBDMAGIC 8, 00 00 42 02 81 86 12 53, size u64, flags u32
//   option                    IHAVEOPT 8, option u32, length u32
//   answer                    00 03 e8 89 04 55 65 a9, option u32, type u32, length u32, data
import { ascii, be32, clean, concat, hex, stands, textAt, u16, u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { noLogin } from '../words/login-notes.ts';

const MAGIC = ascii('NBDMAGIC');
const NEW_STYLE = ascii('IHAVEOPT');
const OLD_STYLE = hex('0000420281861253');
const ANSWER = hex('0003e889045565a9');
const FIXED_NEW_STYLE = 1;
const OPT_ABORT = 2;
const OPT_LIST = 3;
const REP_ACK = 1;
const REP_SERVER = 2;
const EXPORTS_MOST = 64;

export const nbd = defineService({
  name: 'nbd',
  title: 'Network Block Device',
  specification: 'NBD protocol (doc/proto.md)',
  ports: [10809],

  read({ bytes }: Reply): Verdict | null {
    if (!stands(bytes, MAGIC)) return null;
    if (stands(bytes, OLD_STYLE, 8))
      return { confidence: 0.95, info: 'old style handshake', details: { style: 'old' } };
    if (!stands(bytes, NEW_STYLE, 8)) return null;
    const flags = u16(bytes, 16);
    return { confidence: 0.95, details: { style: (flags & FIXED_NEW_STYLE) > 0 ? 'fixed new' : 'new', flags } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.style !== 'fixed new') return verdict;
    talk.send(concat(be32(FIXED_NEW_STYLE), NEW_STYLE, be32(OPT_LIST), be32(0)));
    const { isWhole, isRefused, exports } = listOf(await talk.receive((bytes) => listOf(bytes).isWhole));
    if (!isWhole) return verdict;
    talk.send(concat(NEW_STYLE, be32(OPT_ABORT), be32(0)));
    // Some servers end where a client is gone before it has read the answer.
    await talk.receive((bytes) => bytes.length >= 20);
    const isOpen = exports.length > 0 && talk.tls === null;
    return {
      ...verdict,
      confidence: 1,
      ...(isRefused ? { info: 'does not list its exports' } : {}),
      details: { ...verdict.details, exports },
      ...(isOpen
        ? { notes: [noLogin('lists its disks to anybody, without TLS', 'demand TLS with client certificates')] }
        : {}),
    };
  },
});

function listOf(bytes: Uint8Array): { isWhole: boolean; isRefused: boolean; exports: string[] } {
  const exports: string[] = [];
  let at = 0;
  while (stands(bytes, ANSWER, at) && u32(bytes, at + 8) === OPT_LIST) {
    const type = u32(bytes, at + 12);
    const length = u32(bytes, at + 16);
    if (at + 20 + length > bytes.length) break;
    // Errors have the highest bit set.
    if (type !== REP_SERVER)
      return { isWhole: type === REP_ACK || type >= 0x8000_0000, isRefused: type !== REP_ACK, exports };
    const name = textAt(bytes, at + 24, Math.min(u32(bytes, at + 20), length - 4));
    if (exports.length < EXPORTS_MOST) exports.push(clean(name));
    at += 20 + length;
  }
  return { isWhole: false, isRefused: false, exports };
}
