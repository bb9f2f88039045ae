// What hosts say by themselves while they are asked: it is listened to beside the scan, on each interface on whose link a host was found,
// this machine among them.
//
//  1. What is said of hosts that the survey has found goes to those who find out who they are, and that two machines claim the address of
//     one. A target that speaks and has answered nobody is
//     a host as well (`strangers`); of all others nothing is told.
//  2. Where everybody on a link may be asked (link-wide.ts), those that have IPv6 are asked to say so (src/link/listen/ask6.ts), and have
//     ANSWER_MS for it. Their addresses join the device by its MAC address.
//  3. Where it cannot be listened nothing is missing that was asked for: nothing is told.

import type { HostFact } from '../../finding/finding.ts';
import type { Clue } from '../../identity/clue.ts';
import { createHeardBook, type Told } from '../../identity/heard/book.ts';
import type { Networks } from '../../identity/network/networks.ts';
import { containsFlat, countFlat, flatten } from '../../target/flat-ranges.ts';
import { parseIpv4 } from '../../wire/address.ts';
import type { Near } from '../listen.ts';
import { withVendor } from '../vendor.ts';
import { mayAskLinks } from './link-wide.ts';
import type { StageContext } from './stage.ts';

/** Rule 2. */
const ANSWER_MS = 800;

export interface Overheard {
  /** A host on a link of ours was found, with this MAC address; without one: it is this machine. */
  begin(ip: string, mac?: string): void;
  /** Targets that spoke and are not known: those heard since the last call. */
  strangers(): readonly Omit<HostFact, 'stage'>[];
  /** The scan has ended: no longer listens. */
  end(): Promise<void>;
  /** Gives on what was said of those who were found later. */
  tellRest(): void;
}

export interface Listener {
  isKnown(ip: string): boolean;
  tell(ip: string, clue: Clue): void;
  /** Two machines claim the address of a host. */
  claimedTwice(address: string, text: string): void;
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
  const targets = specs.map((spec) => flatten(spec.targets));
  /** This machine alone is nobody to be heard. */
  const hasOthers = targets.some((each) => countFlat(each) > 1);
  const heard = new Map<string, Omit<HostFact, 'stage'>>();
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
      const told = read(event, book, near, networks);
      give(told);
      for (const each of told)
        if (each.type === 'host' && isTarget(each.ip)) heard.set(each.ip, await withVendor(each));
    }
  }

  function isTarget(ip: string): boolean {
    return targets.some((each) => containsFlat(each, parseIpv4(ip)!));
  }

  function give(all: readonly Told[]): void {
    for (const told of all) {
      if (told.type === 'notice' && told.address !== undefined && listener.isKnown(told.address)) {
        listener.claimedTwice(told.address, told.text);
      }
      if (told.type !== 'clue' || !listener.isKnown(told.ip)) continue;
      const { type: _, ip, time: __, ...clue } = told;
      listener.tell(ip, clue);
    }
  }

  return {
    begin(ip, mac) {
      if (!hasRights || signal.aborted || (mac === undefined && !hasOthers)) return;
      // What the machine has said, and will say, is about this address.
      if (mac !== undefined)
        give(book.take({ type: 'here', ip: parseIpv4(ip)!, mac, isClaim: false }, () => true, time()));
      void hear(ip).catch(() => {});
    },
    strangers() {
      const all = [...heard.values()].filter(({ ip }) => !listener.isKnown(ip));
      heard.clear();
      return all;
    },
    async end() {
      const left = askedAt + ANSWER_MS - performance.now();
      if (askedAt > 0 && left > 0 && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, left));
      over.abort();
      await Promise.all(listening.values());
    },
    tellRest() {
      for (const clues of book.hosts().values()) give(clues);
    },
  };
}
