// All kinds of emulated hosts. A new one is an entry in one of the files beside this one.
import type { EmulatedHost } from '../host.ts';
import { APPLE } from './apple.ts';
import { CAMERAS } from './cameras.ts';
import { CONSOLES } from './consoles.ts';
import { INDUSTRIAL } from './industrial.ts';
import { MACHINES } from './machines.ts';
import { MEDIA } from './media.ts';
import { NETWORK } from './network.ts';
import { PRINTERS } from './printers.ts';
import { STORAGE } from './storage.ts';
import { TELEPHONES } from './telephones.ts';
import { THINGS } from './things.ts';
import { UNIX } from './unix.ts';
import { WINDOWS } from './windows.ts';

export const HOSTS: readonly EmulatedHost[] = [
  ...[...WINDOWS, ...APPLE, ...UNIX, ...PRINTERS, ...NETWORK, ...STORAGE, ...CAMERAS],
  ...[...MEDIA, ...CONSOLES, ...THINGS, ...INDUSTRIAL, ...MACHINES, ...TELEPHONES],
];

const byName = new Map(HOSTS.map((host) => [host.name, host]));

export function hostNamed(name: string): EmulatedHost {
  const host = byName.get(name);
  if (host === undefined) throw new Error(`no emulated host is named "${name}"`);
  return host;
}
