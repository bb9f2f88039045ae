// Targets as people paste them: what stands around the host is taken off.
//
//   https://host.example:8443/x   host.example:8443   root@host.example   host.example/   198.18.0[.]1
//
// A port beside a host is no part of it: which ports are asked is one choice for all targets (portsBeside).
import { isIPv6 } from 'node:net';

export interface Pasted {
  /** An address, network, range or name. */
  readonly host: string;
  /** The port that stands beside it; null: none. */
  readonly port: number | null;
}

const PORT_MOST = 65_535;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

export function unwrap(text: string): Pasted {
  const plain = text.replaceAll('[.]', '.'); // as reports write addresses that nobody is to click on
  const isUrl = SCHEME.test(plain);
  let host = isUrl ? plain.replace(SCHEME, '').replace(/[/?#].*$/s, '') : withoutPath(plain);
  host = host.replace(/^[^@/]*@/, '');
  const [, inner, outer] = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(host) ?? [];
  if (inner !== undefined) return { host: inner, port: portNumber(outer) };
  // Its pattern is long, and takes as long to make as a file to load: only what may be one is tried.
  if (host.includes(':') && isIPv6(host.replace(/\/\d+$/, ''))) return { host, port: null };
  const [, name, port] = /^([^:]+):(\d{1,5})$/.exec(host) ?? [];
  const number = portNumber(port);
  return number === null ? { host, port: null } : { host: name, port: number };
}

/** The path behind a name, as the address bar of a browser has it; what stands behind an address is a prefix length. */
function withoutPath(text: string): string {
  const [, name, path] = /^([^/]*[a-z][^/:]*(?::\d+)?)\/(.*)$/is.exec(text) ?? [];
  return name === undefined || /^\d+$/.test(path) || isIPv6(name) ? text : name;
}

function portNumber(digits: string | undefined): number | null {
  const port = Number(digits ?? 0);
  return port >= 1 && port <= PORT_MOST ? port : null;
}

/** The pieces of a word or a text: white space and commas part targets; commas inside an octet stay (`198.18.0.1,5`). */
export function splitTargets(text: string): string[] {
  const found = text.split(/\s+/).flatMap((word) => {
    const pieces = word.split(',').filter(Boolean);
    return pieces.every(isWhole) ? pieces : [word];
  });
  return found.length === 0 ? [text] : found; // what is empty is told, not passed over: a script's variable was
}

function isWhole(piece: string): boolean {
  return /[a-z:]/i.test(piece) || /^[^.]+(\.[^.]+){3}([/-].*)?$/.test(piece);
}

/** Ports named beside targets, each once and ascending; none where a target names none: it is for all of them. */
export function portsBeside(targets: readonly string[]): number[] {
  const ports = targets.flatMap(splitTargets).map((text) => unwrap(text).port);
  return ports.includes(null) ? [] : [...new Set(ports as number[])].sort((a, b) => a - b);
}
