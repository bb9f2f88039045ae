// What the kernel knows of interfaces, addresses, routes and rules, asked once and kept for as long as the kernel tells of no change:
// with a whole table of the Internet's routes asking takes seconds.
//
// Rules:
//  1. The news is listened to before anything is asked, and looked at before anything is given: what has changed is asked anew.
//  2. A table of more than ENTRIES_MOST entries is not kept.
//  3. Neighbours are asked for each time: their states change by time alone, of which there is no news. So is the way to an
//     address, and what an interface's carrier is like (`interfaceAt`).
//  4. After an error all is asked anew, by sockets of its own.
import {
  type Netlink,
  type NetlinkQuestions,
  openNetlink,
  openRoutingNews,
  type RoutingChanges,
  type RoutingNews,
} from '../../native/netlink/netlink.ts';

export type { NetlinkQuestions } from '../../native/netlink/netlink.ts';

/** Of one table: a few megabytes. */
const ENTRIES_MOST = 16_384;

export interface KernelView extends NetlinkQuestions {
  close(): void;
}

export interface KernelSources {
  readonly netlink: Netlink;
  readonly news: RoutingNews;
}

/** Nothing is opened before the first question. */
export function createKernelView(open: () => KernelSources = openSources): KernelView {
  let sources: KernelSources | null = null;
  const kept = new Map<keyof RoutingChanges, readonly object[]>();

  function close(): void {
    sources?.netlink.close();
    sources?.news.close();
    sources = null;
    kept.clear();
  }

  function ask<T>(question: (netlink: Netlink) => T): T {
    try {
      sources ??= open();
      const changes = sources.news.read();
      for (const table of kept.keys()) if (changes[table]) kept.delete(table);
      return question(sources.netlink);
    } catch (error) {
      close();
      throw error;
    }
  }

  function table<T extends object>(name: keyof RoutingChanges, read: (netlink: Netlink) => T[]): () => T[] {
    return () =>
      ask((netlink) => {
        const before = kept.get(name);
        if (before !== undefined) return before as T[];
        const entries = read(netlink);
        if (entries.length <= ENTRIES_MOST) kept.set(name, entries);
        return entries;
      });
  }

  return {
    interfaces: table('interfaces', (netlink) => netlink.interfaces()),
    addresses: table('addresses', (netlink) => netlink.addresses()),
    routes: table('routes', (netlink) => netlink.routes()),
    rules: table('rules', (netlink) => netlink.rules()),
    neighbours: () => ask((netlink) => netlink.neighbours()),
    interfaceAt: (index) => ask((netlink) => netlink.interfaceAt(index)),
    routeTo: (address, options) => ask((netlink) => netlink.routeTo(address, options)),
    close,
  };
}

function openSources(): KernelSources {
  const news = openRoutingNews();
  try {
    return { news, netlink: openNetlink() };
  } catch (error) {
    news.close();
    throw error;
  }
}
