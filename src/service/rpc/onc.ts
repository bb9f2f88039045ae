// ONC RPC: RFC 5531. Calls without credentials, and what answers them.
//
//   TCP     record mark u32: 80000000 last fragment, length (section 11)
//   call    xid u32, 0, RPC version 2, program u32, version u32, procedure u32, credentials and verifier (0 0 each)
//   reply   xid, 1, 0 accepted: verifier flavour u32, length u32, bytes; then 0 success, 1 program unavailable,
//           2 version mismatch (lowest u32, highest u32), 3 procedure unavailable, 4 garbage, 5 system error; 1 denied
import { be32, concat, u32 } from '../bytes.ts';
import type { Endpoint } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

export const XID = 0x504f_5254;
const LAST_FRAGMENT = 0x8000_0000;
const FRAGMENT_MOST = 0x10_0000;
const VERIFIER_MOST = 400;

export interface OncReply {
  readonly outcome: 'success' | 'no program' | 'version mismatch' | 'no procedure' | 'error' | 'denied';
  /** The results of a success; lowest and highest version of a mismatch. */
  readonly body: Uint8Array;
  /** Not all of it has come. */
  readonly isPart: boolean;
}

export function callOf(program: number, version: number, procedure: number, proto: Endpoint['proto']): Uint8Array {
  const words = [XID, 0, 2, program, version, procedure, 0, 0, 0, 0];
  const message = concat(...words.map(be32));
  return proto === 'udp' ? message : concat(be32(LAST_FRAGMENT + message.length), message);
}

const OUTCOMES: readonly OncReply['outcome'][] = ['success', 'no program', 'version mismatch', 'no procedure'];

/** The reply to a call of ours; null where it is none. */
export function oncReplyOf(bytes: Uint8Array, proto: Endpoint['proto']): OncReply | null {
  const begin = proto === 'udp' ? 0 : 4;
  if (u32(bytes, begin) !== XID || u32(bytes, begin + 4) !== 1 || bytes.length < begin + 16) return null;
  const mark = u32(bytes, 0);
  const length = begin === 0 ? bytes.length : mark & 0x7fff_ffff;
  if (begin === 4 && (mark < LAST_FRAGMENT || length < 16 || length > FRAGMENT_MOST)) return null;
  const isPart = bytes.length < begin + length;
  const state = u32(bytes, begin + 8);
  if (state === 1) return { outcome: 'denied', body: new Uint8Array(0), isPart };
  const verifier = u32(bytes, begin + 16);
  if (state !== 0 || verifier > VERIFIER_MOST) return null;
  const at = begin + 20 + verifier;
  const outcome = OUTCOMES[u32(bytes, at)] ?? 'error';
  return { outcome, body: bytes.subarray(at + 4, begin + length), isPart };
}

/** A call on a conversation, and its reply. */
export async function call(talk: Talk, program: number, version: number, procedure = 0): Promise<OncReply | null> {
  const { proto } = talk.endpoint;
  talk.send(callOf(program, version, procedure, proto));
  return oncReplyOf(await talk.receive((bytes) => oncReplyOf(bytes, proto)?.isPart === false), proto);
}
