// rpcbind, the port mapper: RFC 1833. Asked for the list of its programs; any other ONC RPC program answers that it has no
// such program, and is asked which one it is then. Over UDP its versions are asked for first, in a datagram that has no long
// answer; the list only where somebody answered.
//
//   DUMP (program 100000, version 2, procedure 4): list of 1, program u32, version u32, protocol u32, port u32; 0 ends it
import { rpcbind as question } from '../../probe/udp/rpc/rpc.ts';
import { u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { learnNfs } from './nfs.ts';
import { call, callOf, oncReplyOf } from './onc.ts';
import { ASKED, PROGRAMS } from './programs.ts';

const RPCBIND = 100_000;
const ENTRY = 20;
const ENTRIES_MOST = 512;
const SHOWN_MOST = 8;

export const rpcbind = defineService({
  name: 'sunrpc',
  title: 'ONC RPC port mapper (rpcbind)',
  specification: 'RFC 1833',
  ports: [111],
  udpPorts: [111],
  udpYield: 6,
  hello: ({ proto }) => (proto === 'udp' ? question.bytes : callOf(RPCBIND, 2, 4, proto)),

  read({ bytes, endpoint, to }: Reply): Verdict | null {
    const reply = oncReplyOf(bytes, endpoint.proto);
    if (reply === null || (to !== null && to !== 'sunrpc')) return null;
    const more = reply.isPart ? { more: true } : {};
    if (reply.outcome !== 'success') return { confidence: 0.9, service: 'onc-rpc', ...more };
    const programs = programsOf(reply.body);
    if (programs === null) return null;
    return { confidence: 1, product: 'rpcbind', ...programs, ...more };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.service !== 'onc-rpc') return verdict;
    if (talk.endpoint.proto === 'udp') {
      const reply = await call(talk, RPCBIND, 2, 4);
      const programs = reply?.outcome === 'success' ? programsOf(reply.body) : null;
      if (programs !== null) return { confidence: 1, product: 'rpcbind', ...programs };
    }
    return programBehind(talk, verdict);
  },
});

/** Which program it is: the NULL procedure of each, in a version that none has. */
async function programBehind(talk: Talk, verdict: Verdict): Promise<Verdict> {
  for (const program of ASKED) {
    const reply = await call(talk, program, 0);
    if (reply === null) return verdict;
    if (reply.outcome === 'version mismatch' || reply.outcome === 'success') {
      const known: Verdict = { ...verdict, confidence: 1, service: PROGRAMS[program], ...versionsOf(reply.body) };
      return learnNfs(talk, known);
    }
  }
  return verdict;
}

function versionsOf(body: Uint8Array): Partial<Verdict> {
  const [lowest, highest] = [u32(body, 0), u32(body, 4)];
  if (lowest === 0 || highest < lowest || highest > 64) return {};
  return { info: `version ${lowest === highest ? lowest : `${lowest} to ${highest}`}`, details: { lowest, highest } };
}

function programsOf(body: Uint8Array): Partial<Verdict> | null {
  const programs: Record<string, unknown>[] = [];
  let at = 0;
  for (; u32(body, at) === 1 && at + ENTRY <= body.length && programs.length < ENTRIES_MOST; at += ENTRY) {
    const program = u32(body, at + 4);
    const proto = u32(body, at + 12) === 6 ? 'tcp' : u32(body, at + 12) === 17 ? 'udp' : String(u32(body, at + 12));
    const name = PROGRAMS[program] ?? String(program);
    programs.push({ program: name, version: u32(body, at + 8), proto, port: u32(body, at + 16) });
  }
  if (u32(body, at) > 1) return null;
  const names = [...new Set(programs.map(({ program }) => String(program)))];
  const shown = names.slice(0, SHOWN_MOST).join(', ');
  const info = names.length > SHOWN_MOST ? `${shown} and ${names.length - SHOWN_MOST} more` : shown;
  return { ...(info === '' ? {} : { info }), details: { programs: programs.slice(0, 64) } };
}
