// What hosts say by themselves while they are asked: it is listened to beside the scan, on each interface on whose link a host was found.
//
//  1. What is said of hosts that the survey has found goes to those who find out who they are; of others nothing is told.
//  2. Where everybody on a link may be asked (link-wide.ts), those that have IPv6 are asked to say so (src/link/listen/ask6.ts), and have
//     ANSWER_MS for it. Their addresses join the device by its MAC address.
//  3. Where it cannot be listened nothing is missing that was asked for: nothing is told.

import type { Clue } from '../../identity/clue.ts';
import { createHeardBook, type Told } from '../../identity/heard/book.ts';
import type { Networks } from '../../identity/network/networks.ts';
import { parseIpv4 } from '../../wire/address.ts';
import type { Near } from '../listen.ts';
import { mayAskLinks } from './link-wide.ts';
import type { StageContext } from './stage.ts';

/** Rule 2. */
const ANSWER_MS = 800;

export interface Overheard {
  /** A host on a link of ours was found, with this MAC address. */
  begin(ip: string, mac: string): void;
  /** The scan has ended: gives on what was said of those who were found later. */
  end(): Promise<void>;
}

export interface Listener {
  isKnown(ip: string): boolean;
  tell(ip: string, clue: Clue): void;
  /** Where what is said of the network itself goes. */
  readonly networks: Promise<Networks>;
}

export function createOverheard(
  { engine, plan, time }: StageContext,
  stage: string,
  signal: AbortSignal,
  listener: Listener,
): Overheard {
  const over = new AbortController();
  const book = createHeardBook(stage);
  const specs = [...plan.scans.values()].map(({ spec }) => spec);
  const hasRights = specs.some(({ engine: name }) => name !== 'connect');
  const asksIpv6 = mayAskLinks(plan);
  const listening = new Map<string, Promise<void>>();
  let opening: Promise<Near> | null = null;
  let askedAt = 0;

  async function open(): Promise<Near> {
    const [{ createNear }, { planInterfaces }] = await Promise.all([
      import('../listen.ts'),
      import('../../link/interfaces/interfaces.ts'),
    ]);
    return createNear(planInterfaces);
  }

  async function hear(ip: string): Promise<void> {
    opening ??= open();
    const near = await opening;
    const interfaceName = near.interfaceOf(parseIpv4(ip)!);
    if (interfaceName === null || listening.has(interfaceName) || over.signal.aborted) return;
    if (asksIpv6) askedAt = performance.now();
    listening.set(
      interfaceName,
      listenOn(interfaceName, near).catch(() => {}),
    );
  }

  async function listenOn(interfaceName: string, near: Near): Promise<void> {
    const { read } = await import('../listen.ts');
    const options = { interfaceName, everything: false, asksIpv6 };
    const networks = await listener.networks;
    for await (const event of engine.run({ kind: 'listen', options }, { signal: over.signal })) {
      if (event.type !== 'frame') continue;
      give(read(event, book, near, networks));
    }
  }

  function give(all: readonly Told[]): void {
    for (const told of all) {
      if (told.type !== 'clue' || !listener.isKnown(told.ip)) continue;
      const { type: _, ip, time: __, ...clue } = told;
      listener.tell(ip, clue);
    }
  }

  return {
    begin(ip, mac) {
      if (!hasRights || signal.aborted) return;
      // What the machine has said, and will say, is about this address.
      give(book.take({ type: 'here', ip: parseIpv4(ip)!, mac, isClaim: false }, () => true, time()));
      void hear(ip).catch(() => {});
    },
    async end() {
      const left = askedAt + ANSWER_MS - performance.now();
      if (askedAt > 0 && left > 0 && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, left));
      over.abort();
      await Promise.all(listening.values());
      for (const clues of book.hosts().values()) give(clues);
    },
  };
}
