// What becomes of next hops while a run goes on: who does not answer ARP is told once and asked again, and who moves to
// another link address is followed. All sockets are open before the first probe, because rights are given up then.

import { readOwnSubnets } from '../../link/arp/neighbours.ts';
import { createHopFollower, type FollowedHop } from '../../link/next-hops/hop-follower.ts';
import { type HopLine, openHopLine } from '../../link/next-hops/hop-line.ts';
import { type HopNotice, movedNotice, twinsNotice } from '../../link/next-hops/hop-notices.ts';
import type { Pacer } from '../../link/pacer.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { Book } from '../book/book.ts';
import type { Path } from './paths.ts';

const ARP_AGAIN_MS = 1000;
const LOOK_MS = 10;
/** Of the longest round trip so far: a probe without an answer for longer makes its next hop a suspect. */
const SILENT_ROUND_TRIPS = 2;
const SILENT_LEAST_MS = 200;
/** Paths that one look compares. */
const PATHS_A_LOOK = 512;
const NOTICES_MOST = 20;
/** Under a cap a question goes before the probes, and then so many probes before the next question. */
const PROBES_A_QUESTION = 3;

export function noticeSilentHops(book: Pick<Book, 'notice'>, paths: readonly Path[], signal: AbortSignal): void {
  if (signal.aborted) return;
  const silent = paths.filter(({ mac }) => mac === null);
  for (const { nextHop, isGateway, interfaceName } of silent.slice(0, NOTICES_MOST)) {
    const who = `${isGateway ? 'the router ' : ''}${formatIpv4(nextHop as number)} on ${interfaceName}`;
    book.notice('N_NEXT_HOP_SILENT', `${who} does not answer ARP: nothing can be sent there; asking it again`);
  }
  if (silent.length > NOTICES_MOST) {
    book.notice('N_NEXT_HOP_SILENT', `and ${silent.length - NOTICES_MOST} more next hops do not answer ARP`);
  }
}

/** The line on which the next hops of these paths are heard. Needs CAP_NET_RAW. */
export function openLine(paths: readonly Path[]): HopLine {
  const groups = Map.groupBy(paths, ({ interfaceIndex }) => interfaceIndex);
  return openHopLine(
    [...groups].map(([interfaceIndex, group]) => {
      const own = readOwnSubnets(interfaceIndex).map(({ address }) => address);
      const sources = [...new Set([...group.map(({ source }) => source), ...own])];
      return { interfaceIndex, sourceMac: group[0].sourceMac as Uint8Array, sources };
    }),
  );
}

export interface NextHops {
  /** A look, beside the run; false where the next frame that the user's cap allows is not a probe's but a question's. */
  look(now: number): boolean;
}

type Hop = FollowedHop & { readonly path: Path; readonly interfaceName: string };

/** Follows the next hops of these paths, within the user's cap. */
export function followNextHops(
  book: Pick<Book, 'longestMs'>,
  paths: readonly Path[],
  tell: (notice: HopNotice) => void,
  line: Pick<HopLine, 'listen' | 'ask'>,
  cap: Pacer | null,
  startedAt: number,
): NextHops {
  const hops = new Map<number, Hop>();
  /** Those whose next hop is not known, the one asked longest ago first. */
  const unknown: { path: Path; askedAt: number }[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looked = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  /** Who is asked as soon as the cap allows it. */
  let waiting: Path | null = null;

  const follower = createHopFollower(
    [],
    {
      moved: (hop, before) => tell(movedNotice(hop as Hop, before)),
      twins: (hop, other) => tell(twinsNotice(hop as Hop, other)),
    },
    startedAt,
  );

  function follow(path: Path, mac: Uint8Array, now: number): void {
    const { interfaceIndex, interfaceName, fixed } = path;
    const key = keyOf(interfaceIndex, path.nextHop as number);
    const known = hops.get(key);
    path.mac = known?.mac ?? mac; // several of our addresses, one next hop
    if (known !== undefined) return;
    // A router is asked when a probe gets no answer, not all the time: most runs send a probe a second.
    const hop = { interfaceIndex, interfaceName, address: path.nextHop as number, fixed, mac, path, isGateway: false };
    follower.add(hop, now);
    hops.set(key, hop);
  }

  for (const path of paths) {
    if (path.mac === null) unknown.push({ path, askedAt: startedAt });
    else follow(path, path.mac, startedAt);
  }
  const wanted = Map.groupBy(unknown, ({ path }) => keyOf(path.interfaceIndex, path.nextHop as number));

  const listener = {
    replied(interfaceIndex: number, address: number, bytes: Uint8Array, offset: number, now: number): void {
      const key = keyOf(interfaceIndex, address);
      const found = wanted.get(key);
      if (found !== undefined) {
        wanted.delete(key);
        for (const { path } of found) follow(path, bytes.slice(offset, offset + 6), now);
        tell({
          code: 'N_NEXT_HOP_UP',
          text: `${formatIpv4(address)} on ${found[0].path.interfaceName} answers ARP now`,
        });
      }
      follower.replied(interfaceIndex, address, bytes, offset, now);
    },
    said: follower.said,
    ordered: follower.ordered,
  };

  /** Who sent probes and has heard nothing for longer than answers take. */
  function suspectSilent(now: number): void {
    const since = now - Math.max(SILENT_LEAST_MS, SILENT_ROUND_TRIPS * book.longestMs);
    for (let k = Math.min(PATHS_A_LOOK, paths.length); k > 0; k--) {
      looked = looked + 1 >= paths.length ? 0 : looked + 1;
      const { silentSince, interfaceIndex, nextHop } = paths[looked];
      if (silentSince === 0 || silentSince > since) continue;
      const hop = hops.get(keyOf(interfaceIndex, nextHop as number));
      if (hop !== undefined) follower.suspect(hop, now);
    }
  }

  /** Whom to ask now, and from which of our addresses. */
  function next(now: number): Path | null {
    while (unknown.length > 0 && unknown[0].path.mac !== null) unknown.shift();
    if (unknown.length > 0 && now - unknown[0].askedAt >= ARP_AGAIN_MS) {
      const [{ path }] = unknown.splice(0, 1);
      unknown.push({ path, askedAt: now });
      return path;
    }
    return (follower.next(now) as Hop | null)?.path ?? null;
  }

  function askWaiting(now: number): void {
    if (waiting === null || (cap !== null && cap.allowance(now, 1) === 0)) return;
    line.ask(waiting.interfaceIndex, waiting.source, waiting.nextHop as number);
    cap?.sent(1, now);
    askedAt = now;
    waiting = null;
  }

  return {
    look(now) {
      if (now - lookedAt >= LOOK_MS) {
        lookedAt = now;
        line.listen(listener, now);
        suspectSilent(now);
        const isFree = cap === null || now - askedAt >= (1000 * (PROBES_A_QUESTION + 1)) / cap.rate;
        if (waiting === null && isFree) waiting = next(now);
      }
      askWaiting(now);
      return waiting === null;
    },
  };
}

function keyOf(interfaceIndex: number, address: number): number {
  return interfaceIndex * 2 ** 32 + address;
}
