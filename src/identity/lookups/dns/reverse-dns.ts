// Reverse DNS. What it says is a name that somebody wrote down for the address, and not what the host says of itself.
import { getServers } from 'node:dns';
import { clueOf } from '../../clue.ts';
import { nameOf } from '../../sources/service-source.ts';
import { isOnlyOurs } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { createResolver } from './resolver.ts';

const NAME = 'reverse-dns';
const CONFIDENCE = 0.8;
/** A name that was made of the address says nothing that the address does not. */
const MADE = 0.4;

export interface ReverseDns extends Lookup {
  close(): void;
}

export function reverseDnsLookup(servers: readonly string[] = systemServers()): ReverseDns {
  const resolver = createResolver(servers);
  return {
    name: NAME,
    asksServers: true,
    unanswered: resolver.unanswered,
    async ask({ ip }, { signal, budgetMs }) {
      // Over IPv6 none are asked about yet.
      if (isOnlyOurs(ip) || ip.includes(':')) return [];
      const names = await resolver.names(ip, signal, budgetMs);
      return names.flatMap((name) =>
        clueOf({
          about: 'name',
          value: nameOf(name),
          source: NAME,
          confidence: isMadeOf(name, ip) ? MADE : CONFIDENCE,
        }),
      );
    },
    close: resolver.close,
  };
}

/** Those of resolv.conf(5). */
function systemServers(): readonly string[] {
  try {
    return getServers();
  } catch {
    return [];
  }
}

/** `host-192-0-2-7.example.net`, `7.2.0.192.example.net`, `ip-c0000207`. */
export function isMadeOf(name: string, ip: string): boolean {
  const parts = ip.split('.');
  const numbers = name.match(/\d+/g)?.map(Number).join('.') ?? '';
  const dotted = parts.join('.');
  const backwards = [...parts].reverse().join('.');
  const hex = parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('');
  return numbers.includes(dotted) || numbers.includes(backwards) || name.toLowerCase().includes(hex);
}
