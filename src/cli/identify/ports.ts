// Which ports `portolan identify` is to ask: words of the command line, or lines of a list, also of another scanner's.
//
//   198.18.0.1:22         host.example:443         an address or a name, and a port
//   198.18.0.1:22,80-82   several of one host
//   198.18.0.1:53,161/udp over UDP
//   open tcp 80 198.18.0.1 1700000000              a line of masscan -oL; what is not open is passed over
import { usageError } from '../errors.ts';

export interface NamedPort {
  readonly host: string;
  readonly port: number;
  readonly proto: 'tcp' | 'udp';
}

const PORTS_MOST = 1_000_000;
const LISTED = /^(open|closed|banner) (tcp|udp|sctp|icmp) (\d{1,5}) (\S+)(?: .*)?$/;

/** Reads one word; `place` says where it stood. Throws usage errors that name it. */
export function portsOfWord(word: string, place: string): NamedPort[] {
  const at = word.lastIndexOf(':');
  const [, list, named = 'tcp'] = /^(.*?)(?:\/(tcp|udp))?$/s.exec(word.slice(at + 1))!;
  const host = word.slice(0, at);
  const proto = named === 'udp' ? 'udp' : 'tcp';
  if (at <= 0 || !/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(list)) {
    throw usageError(`"${word}"${place} is no HOST:PORT: give for example 198.18.0.1:22 or host.example:443`);
  }
  if (host.includes(':')) throw usageError(`"${word}"${place}: IPv6 comes later`);
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    if (first < 1 || last > 65_535 || first > last) throw usageError(`"${part}"${place}: ports are 1 to 65535`);
    return Array.from({ length: last - first + 1 }, (_, k) => ({ host, port: first + k, proto }));
  });
}

/** Reads one line of a list; empty ones and comments have none. */
export function portsOfLine(line: string, place: string): NamedPort[] {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return [];
  const listed = LISTED.exec(text);
  if (listed === null) return text.split(/\s+/).flatMap((word) => portsOfWord(word, place));
  const [, state, proto, port, host] = listed;
  const isAsked = state === 'open' && (proto === 'tcp' || proto === 'udp');
  return isAsked ? portsOfWord(`${host}:${port}/${proto}`, place) : [];
}

/** Each once, in the order given. */
export function distinct(ports: readonly NamedPort[]): NamedPort[] {
  const seen = new Map(ports.map((each) => [`${each.host}:${each.port}/${each.proto}`, each]));
  if (seen.size > PORTS_MOST) throw usageError(`${seen.size} ports are too many: give at the most ${PORTS_MOST}`);
  return [...seen.values()];
}
