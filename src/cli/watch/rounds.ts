// A scan again and again: only what has changed is told.
//
//  1. The first whole scan is what the next ones are held against; each whole one takes its place.
//  2. A scan that did not come to its end is no measure: it tells nothing, and the next one is held against the last whole one.
//  3. The next begins an interval after the beginning of the last one, or at once where that took longer.
//  4. One engine for all of them. That a scan fails is told and no reason to end, but where the engine has died.
import type { End, Line } from '../../finding/finding.ts';
import { type Picture, pictureOf } from '../../finding/fold.ts';
import type { Change } from '../../inventory/diff/change.ts';
import { diff } from '../../inventory/diff/diff.ts';

export interface RoundsParts {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** One scan, and all that it says. */
  scan(): AsyncIterable<Line>;
  /** Something is different. Resolves when that was told to all. */
  changed(changes: readonly Change[]): Promise<void>;
  /** A sentence for people. */
  note(text: string): void;
  /** A scan has failed: throws where there is no use in another one. */
  failed(error: unknown): void;
  /** Milliseconds, of a clock that nobody sets; and a wait that the signal ends. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** Ends when the signal does. */
export async function watchRounds(parts: RoundsParts): Promise<void> {
  const { intervalMs, signal, scan, changed, note, failed, now, wait } = parts;
  let last: Picture | null = null;
  while (!signal.aborted) {
    const begun = now();
    let found: Picture | null = null;
    try {
      found = await pictureOf(scan());
    } catch (error) {
      if (signal.aborted) return;
      failed(error);
    }
    if (signal.aborted) return;
    if (found !== null && !isWhole(found.end)) {
      note('this scan did not come to its end, and says nothing of changes: the next one will');
    } else if (found !== null) {
      if (last === null) note(`watching: ${openText(found)}; changes follow`);
      const changes = last === null ? [] : diff(last, found).changes;
      last = found;
      if (changes.length > 0) await changed(changes);
    }
    await wait(Math.max(0, intervalMs - (now() - begun)));
  }
}

function isWhole(end: End | null): boolean {
  return end !== null && !end.interrupted && end.cutShort !== true && end.failedStages === undefined;
}

function openText({ end }: Picture): string {
  const { hostsUp = 0, openPorts = 0 } = end ?? {};
  return `${hostsUp} ${hostsUp === 1 ? 'host' : 'hosts'} up, ${openPorts} open ${openPorts === 1 ? 'port' : 'ports'}`;
}
