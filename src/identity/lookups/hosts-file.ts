// The names that this machine itself knows: its hosts file (hosts(5)), and its own name for its own addresses.
import { readFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { type Clue, clueOf } from '../clue.ts';
import { nameOf } from '../sources/service-source.ts';
import type { Lookup } from './lookup.ts';

const PATH = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
/** Lists of millions that block advertisements stand there too. */
const BYTES_MOST = 4_000_000;
const NAMES_MOST = 8;

/** Names by address, in the order in which they stand. What blocks names (0.0.0.0) names no host. */
export function hostsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.slice(0, BYTES_MOST).split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip === undefined || names.length === 0 || ip === '0.0.0.0') continue;
    const known = hosts.get(ip) ?? [];
    hosts.set(ip, [...known, ...names].slice(0, NAMES_MOST));
  }
  return hosts;
}

export function hostsFileLookup(path = PATH): Lookup {
  let reading: Promise<ReadonlyMap<string, readonly string[]>> | null = null;
  return {
    name: 'hosts-file',
    async ask({ ip }) {
      reading ??= readFile(path, 'utf8').then(hostsOf, () => new Map());
      const names = (await reading).get(ip) ?? [];
      const told = names.flatMap((name) =>
        clueOf({ about: 'name', value: nameOf(name), source: 'hosts-file', confidence: 0.85 }),
      );
      return [...told, ...(isOwn(ip) ? ownName() : [])];
    },
  };
}

function isOwn(ip: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return ip.startsWith('127.') || own.some(({ address }) => address === ip);
}

const ownName = (): readonly Clue[] =>
  clueOf({ about: 'name', value: nameOf(hostname()), source: 'system', confidence: 1 });
