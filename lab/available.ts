// What the lab needs of its machine.
import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { LabError, run } from './process.ts';

/** Programs and the Debian package each comes in. The lab needs the first ones; the others stand beside it in benchmarks. */
const NEEDED: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  ss: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  bpftool: 'bpftool',
};
const WELCOME: Readonly<Record<string, string>> = {
  ...{ nmap: 'nmap', masscan: 'masscan', zmap: 'zmap' },
  ...{ 'arp-scan': 'arp-scan', fping: 'fping' },
};

export interface Available {
  /** Where each program is; null: not installed. */
  readonly programs: Readonly<Record<string, string | null>>;
  readonly root: boolean;
  readonly namespaces: boolean;
  /** Scenarios with a tap or tun link can be built. */
  readonly tun: boolean;
  /** One line on what is missing and how to get it; null: the lab can be built. */
  readonly missing: string | null;
}

/** Where a program is, by PATH and the places of system programs; a path stays as it is. */
export function findProgram(name: string): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    try {
      const path = resolve(folder, name);
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not there: the next folder.
    }
  }
  return null;
}

/** Looks what this machine has; makes and removes one namespace to know. */
export async function available(): Promise<Available> {
  const programs: Record<string, string | null> = {};
  for (const name of [...Object.keys(NEEDED), ...Object.keys(WELCOME)]) programs[name] = findProgram(name);
  const root = process.getuid?.() === 0;
  let namespaces = false;
  if (root && programs.ip) {
    namespaces = await run('unshare', ['--net', 'true']).then(
      () => true,
      () => false,
    );
  }
  let tun = true;
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch {
    tun = false;
  }
  return { programs, root, namespaces, tun, missing: missingLine(programs, root, namespaces) };
}

/** The line for `missing`. */
export function missingLine(
  programs: Readonly<Record<string, string | null>>,
  root: boolean,
  namespaces: boolean,
): string | null {
  const packages = new Set(
    Object.keys(NEEDED)
      .filter((name) => programs[name] === null)
      .map((name) => NEEDED[name]),
  );
  const parts: string[] = [];
  if (process.platform !== 'linux') parts.push('the lab needs Linux');
  if (packages.size > 0) parts.push(`missing programs: apt-get install ${[...packages].join(' ')}`);
  if (!root) parts.push('the lab needs root: run it with sudo');
  else if (!namespaces && programs.ip) parts.push('this kernel or container makes no network namespaces');
  return parts.length === 0 ? null : parts.join('; ');
}

let checked: Promise<Available> | undefined;

/** Throws E_LAB_UNAVAILABLE, saying what is missing, where the lab cannot be built. */
export async function requireLab(): Promise<void> {
  checked ??= available();
  const { missing } = await checked;
  if (missing !== null) throw new LabError('E_LAB_UNAVAILABLE', missing);
}
