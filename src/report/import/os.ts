// Families of operating systems and kinds of devices in nmap's words, in ours.
import type { Kind, OsFamily } from '../../finding/finding.ts';
import { KIND_TITLES, OS_TITLES } from '../../finding/titles.ts';

/** Beside our own titles, which our own files have. */
const FAMILIES: Readonly<Record<string, OsFamily>> = {
  'mac os x': 'macos',
  macos: 'macos',
  ios: 'cisco-ios',
  'nx-os': 'cisco-nx-os',
  junos: 'junos',
  routeros: 'routeros',
  esxi: 'vmware-esxi',
  'vmware esxi': 'vmware-esxi',
  vxworks: 'vxworks',
};

const KINDS: Readonly<Record<string, Kind>> = {
  wap: 'access-point',
  'broadband router': 'router',
  webcam: 'camera',
  'storage-misc': 'nas',
  'media device': 'media-player',
  'game console': 'game-console',
  'voip phone': 'voip-phone',
  'voip adapter': 'voip-gateway',
  'power-device': 'power-distribution',
  'remote management': 'management-controller',
  pda: 'phone',
  terminal: 'workstation',
};

const OUR_FAMILIES = new Map(
  Object.entries(OS_TITLES).map(([family, title]) => [title.toLowerCase(), family as OsFamily]),
);
const OUR_KINDS = new Map(Object.entries(KIND_TITLES).map(([kind, title]) => [title.toLowerCase(), kind as Kind]));

/** `vendor`: iOS is Apple's, IOS is Cisco's. */
export function familyNamed(text: string, vendor: string): OsFamily | undefined {
  const name = text.toLowerCase();
  if (name === 'ios' && /apple/i.test(vendor)) return 'ios';
  return (Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined) ?? OUR_FAMILIES.get(name);
}

export function kindNamed(text: string): Kind | undefined {
  const name = text.toLowerCase();
  return (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined) ?? OUR_KINDS.get(name);
}
