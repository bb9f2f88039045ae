// NFS: RFC 1813, RFC 7530; its mount protocol: RFC 1813 appendix I. Asked is the NULL procedure, then which versions there
// are; the mount daemon is asked what it exports, and to whom.
//
//   EXPORT (program 100005, procedure 5): list of 1, path, groups (list of 1, name; 0), ...; 0. Texts: length u32, bytes,
//   filled up to four.
import { nfs as question } from '../../probe/udp/rpc/rpc.ts';
import { clean, textAt, u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { call, callOf, oncReplyOf } from './onc.ts';

const NFS = 100_003;
const MOUNT = 100_005;
const EXPORT = 5;
const EXPORTS_MOST = 32;
const GROUPS_MOST = 16;

export const nfs = defineService({
  name: 'nfs',
  title: 'Network File System',
  specification: 'RFC 1813',
  ports: [2049],
  udpPorts: [2049],
  hello: ({ proto }) => (proto === 'udp' ? question.bytes : callOf(NFS, 0, 0, proto)),
  ownPortsOnly: true,

  read({ bytes, endpoint, to }: Reply): Verdict | null {
    const reply = oncReplyOf(bytes, endpoint.proto);
    if (reply === null || to !== 'nfs') return null;
    if (reply.outcome !== 'version mismatch') return { confidence: reply.outcome === 'success' ? 0.9 : 0.5 };
    const [lowest, highest] = [u32(reply.body, 0), u32(reply.body, 4)];
    if (lowest < 2 || highest < lowest || highest > 4) return { confidence: 0.9 };
    return {
      confidence: 1,
      info: `version ${lowest === highest ? lowest : `${lowest} to ${highest}`}`,
      details: { lowest, highest },
    };
  },
});

/** What a mount daemon exports; any other verdict as it is. */
export async function learnNfs(talk: Talk, verdict: Verdict): Promise<Verdict> {
  if (verdict.service !== 'mountd') return verdict;
  const reply = await call(talk, MOUNT, Math.min(Number(verdict.details?.highest ?? 3), 3), EXPORT);
  if (reply?.outcome !== 'success') return verdict;
  const exports = exportsOf(reply.body);
  const open = exports.filter(({ to }) => to.length === 0 || to.includes('*')).map(({ path }) => path);
  return {
    ...verdict,
    info:
      exports.length === 0
        ? 'exports nothing'
        : `exports ${exports
            .map(({ path }) => path)
            .slice(0, 4)
            .join(', ')}`,
    details: { ...verdict.details, exports },
    ...(open.length === 0
      ? {}
      : {
          notes: [
            {
              code: 'N_NFS_OPEN_EXPORT' as const,
              text: `exports ${open.slice(0, 4).join(', ')} to everybody`,
              advice: 'name the addresses that may in /etc/exports',
            },
          ],
        }),
  };
}

function exportsOf(body: Uint8Array): { path: string; to: string[] }[] {
  const exports: { path: string; to: string[] }[] = [];
  let at = 0;
  const text = (): string => {
    const length = u32(body, at);
    const words = clean(textAt(body, at + 4, Math.min(length, 255)));
    at += 4 + length + ((4 - (length % 4)) % 4);
    return words;
  };
  while (u32(body, at) === 1 && exports.length < EXPORTS_MOST) {
    at += 4;
    const path = text();
    const to: string[] = [];
    while (u32(body, at) === 1 && to.length < GROUPS_MOST) {
      at += 4;
      to.push(text());
    }
    // More of them than are kept: where the next export begins is not known then.
    if (u32(body, at) !== 0 || at >= body.length) return [...exports, { path, to }];
    at += 4;
    exports.push({ path, to });
  }
  return exports;
}
