// Who makes each family of operating systems; those of many makers are not here.
import type { OsFamily } from '../../../finding/finding.ts';

export const OS_VENDORS: Readonly<Partial<Record<OsFamily, string>>> = {
  linux: 'Linux',
  android: 'Google',
  windows: 'Microsoft',
  apple: 'Apple',
  macos: 'Apple',
  ios: 'Apple',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  netbsd: 'NetBSD',
  solaris: 'Oracle',
  aix: 'IBM',
  'hp-ux': 'HP',
  'z/os': 'IBM',
  'vmware-esxi': 'VMware',
  'cisco-ios': 'Cisco',
  'cisco-nx-os': 'Cisco',
  junos: 'Juniper',
  routeros: 'MikroTik',
  vxworks: 'Wind River',
  qnx: 'QNX',
  playstation: 'Sony',
  nintendo: 'Nintendo',
};
