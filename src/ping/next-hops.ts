// What becomes of next hops that do not answer ARP: they are told once, and asked again beside the run.
import { formatIpv4 } from '../wire/address.ts';
import type { Book } from './book.ts';
import { type Path, resolvePaths } from './paths.ts';
import type { Run } from './run.ts';

const ARP_AGAIN_MS = 1000;
/** Where the next hop is known, but nobody behind it answers. */
const ARP_SILENT_MS = 10_000;
const SILENT_PROBES = 3;
const NOTICES_MOST = 20;

export function noticeSilentHops(book: Book, paths: readonly Path[], signal: AbortSignal): void {
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

/** Asks again for next hops that are not known, or that nobody is heard through, beside the run. */
export function createRefresh({ book, options }: Run, paths: readonly Path[], signal: AbortSignal) {
  const stopper = new AbortController();
  const either = AbortSignal.any([signal, stopper.signal]);
  let pending = false;
  let askedAt = performance.now();
  return {
    look(now: number): void {
      if (pending || now - askedAt < ARP_AGAIN_MS) return;
      const suspects = paths.filter(
        ({ mac, silent }) => mac === null || (silent >= SILENT_PROBES && now - askedAt >= ARP_SILENT_MS),
      );
      if (suspects.length === 0) return;
      const unknown = suspects.filter(({ mac }) => mac === null);
      pending = true;
      askedAt = now;
      void resolvePaths(suspects, options.rateCap, either)
        .then(() => {
          for (const { mac, nextHop, interfaceName } of unknown) {
            if (mac === null) continue;
            book.notice('N_NEXT_HOP_UP', `${formatIpv4(nextHop as number)} on ${interfaceName} answers ARP now`);
          }
        })
        .catch((error: Error) => book.notice('N_ARP_FAILED', `next hops cannot be asked again: ${error.message}`))
        .finally(() => {
          pending = false;
        });
    },
    stop: () => stopper.abort(),
  };
}
