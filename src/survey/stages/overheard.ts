// What hosts say by themselves while they are asked: it is listened to beside the scan, from the first host on that is on a link of ours.
//
//  1. It asks nobody, and is no stage: what is said of hosts that the survey has found goes to those who find out who they are.
//  2. Where it cannot be listened (older engines, no rights) nothing is missing that was asked for: nothing is told.

import type { Clue } from '../../identity/clue.ts';
import { createHeardBook } from '../../identity/heard/book.ts';
import type { StageContext } from './stage.ts';

export interface Overheard {
  /** A host on a link of ours was found. */
  begin(): void;
  /** The scan has ended: gives on what was said of those who were found later. */
  end(): Promise<void>;
}

export interface Listener {
  isKnown(ip: string): boolean;
  tell(ip: string, clue: Clue): void;
}

export function createOverheard({ engine, plan }: StageContext, stage: string, listener: Listener): Overheard {
  const over = new AbortController();
  const book = createHeardBook(stage);
  const hasRights = [...plan.scans.values()].some(({ spec }) => spec.engine !== 'connect');
  let listening: Promise<void> | null = null;

  async function listen(): Promise<void> {
    const [{ createNear, read }, { planInterfaces }] = await Promise.all([
      import('../listen.ts'),
      import('../../link/interfaces/interfaces.ts'),
    ]);
    const near = createNear(planInterfaces);
    const options = { interfaceName: plan.request.interface ?? null, everything: false };
    for await (const event of engine.run({ kind: 'listen', options }, { signal: over.signal })) {
      if (event.type !== 'frame') continue;
      for (const told of read(event, book, near)) if (told.type === 'clue') give(told.ip, told);
    }
  }

  function give(ip: string, { about, value, source, confidence, family, version, text }: Clue): void {
    if (!listener.isKnown(ip)) return;
    listener.tell(ip, {
      ...{ about, value, source, confidence },
      ...(family === undefined ? {} : { family }),
      ...(version === undefined ? {} : { version }),
      ...(text === undefined ? {} : { text }),
    });
  }

  return {
    begin() {
      if (hasRights) listening ??= listen().catch(() => {});
    },
    async end() {
      over.abort();
      await listening;
      for (const [ip, clues] of book.hosts()) for (const clue of clues) give(ip, clue);
    },
  };
}
