// Families of operating systems: which one is made of which, so that both may be said of one host without contradiction.
import type { OsFamily } from '../../finding/finding.ts';

/** What a system's network stack comes from. */
const PARENTS: Readonly<Partial<Record<OsFamily, OsFamily>>> = {
  android: 'linux',
  routeros: 'linux', // "RouterOS is based on the Linux kernel" (MikroTik, RouterOS manual)
  'cisco-nx-os': 'linux', // "NX-OS ... based on Wind River Linux" (Cisco, NX-OS programmability guide)
  macos: 'apple',
  ios: 'apple',
  junos: 'freebsd', // "Junos OS is based on FreeBSD" (Juniper, Junos OS overview)
  playstation: 'freebsd', // Orbis OS: Sony's list of open source software used in PlayStation 4
  nintendo: 'freebsd', // Nintendo's list of open source software used in Switch
  'vmware-esxi': 'freebsd', // VMware, open source disclosure of ESXi: the tcpip4 module
  freertos: 'embedded',
  lwip: 'embedded',
  vxworks: 'embedded',
  qnx: 'embedded',
};

export function rootOf(family: OsFamily): OsFamily {
  return PARENTS[family] ?? family;
}

/** Whether both can be true of one host. An embedded system may be anybody's. */
export function goTogether(one: OsFamily, other: OsFamily): boolean {
  return rootOf(one) === rootOf(other) || rootOf(one) === 'embedded' || rootOf(other) === 'embedded';
}
