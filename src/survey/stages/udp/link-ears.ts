// What comes to UDP ports of ours that this process may not bind (DHCP's answers come to port 68), heard by the engine on the links, while
// a stage asks services. It is listened to only where such a port is wanted, and only where the engine may.
import type { Engine } from '../../../engine/engine.ts';
import { overhear } from '../../../service/talk/ears.ts';
import { lend } from '../../../service/talk/lent-ears.ts';
import { formatIpv4 } from '../../../wire/address.ts';
import type { StageContext } from '../stage.ts';

/** A link is listened to within milliseconds; where there is none, as on a machine with loopback alone, nothing ever says so. */
const OPEN_MOST_MS = 1000;
/** On links that come up later nobody waits. */
const OPTIONS = { interfaceName: null, everything: false, asksIpv6: false };

export interface LentLinkEars {
  /** Resolves when nothing is listened to any more. */
  close(): Promise<void>;
}

export function lendLinkEars(
  { engine, plan }: Pick<StageContext, 'engine' | 'plan'>,
  signal: AbortSignal,
): LentLinkEars {
  const over = new AbortController();
  const hasRights = [...plan.scans.values()].some(({ spec }) => spec.engine !== 'connect');
  let listening: Promise<void> | null = null;
  let opened: Promise<boolean> | null = null;

  function open(): Promise<boolean> {
    if (!hasRights || over.signal.aborted) return Promise.resolve(false);
    opened ??= new Promise((resolve) => {
      const stop = AbortSignal.any([signal, over.signal]);
      const timer = setTimeout(resolve, OPEN_MOST_MS, false);
      const settle = (isHeard: boolean): void => {
        clearTimeout(timer);
        resolve(isHeard);
      };
      listening = hear(engine, stop, () => settle(true))
        .catch(() => {})
        .finally(() => settle(false));
    });
    return opened;
  }

  const takeBack = lend({ open });
  signal.addEventListener('abort', takeBack, { once: true });
  return {
    async close() {
      signal.removeEventListener('abort', takeBack);
      takeBack();
      over.abort();
      await listening;
    },
  };
}

/** `begun`: the first link is listened to. The others are, too: they are opened at once. */
async function hear(engine: Engine, signal: AbortSignal, begun: () => void): Promise<void> {
  const { takeApart } = await import('../../../identity/heard/heard.ts');
  for await (const event of engine.run({ kind: 'listen', options: OPTIONS }, { signal })) {
    if (event.type === 'listening' && event.state === 'all') begun();
    if (event.type !== 'frame') continue;
    const heard = takeApart(Buffer.from(event.bytes, 'base64'));
    if (heard?.kind === 'datagram' && heard.ip !== null) overhear(heard.to, formatIpv4(heard.ip), heard.bytes);
  }
}
