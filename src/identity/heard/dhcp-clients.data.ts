// What DHCP clients call their kind (option 60, RFC 2132 section 9.13). Sources: the programs' own documentation and code.
import type { Kind, OsFamily } from '../../finding/finding.ts';

export interface DhcpClient {
  readonly pattern: RegExp;
  readonly os?: OsFamily;
  readonly kind?: Kind;
  readonly vendor?: string;
  /** The number in it is the system's. */
  readonly version?: true;
  readonly confidence: number;
}

export const CLIENTS: readonly DhcpClient[] = [
  // [MS-DHCPE] section 2.2.3: of all systems since Windows 2000
  { pattern: /^MSFT 5\.0/, os: 'windows', confidence: 0.9 },
  { pattern: /^android-dhcp-\d/, os: 'android', version: true, confidence: 0.95 },
  // dhcpcd(8): dhcpcd-9.4.1:Linux-5.15.0:x86_64:GenuineIntel
  { pattern: /^dhcpcd[ -][\d.]+:Linux-/, os: 'linux', confidence: 0.9 },
  { pattern: /^dhcpcd[ -][\d.]+:FreeBSD-/, os: 'freebsd', confidence: 0.9 },
  { pattern: /^dhcpcd[ -][\d.]+:NetBSD-/, os: 'netbsd', confidence: 0.9 },
  // BusyBox's client, of which Linux is by far the most common system
  { pattern: /^udhcp /, os: 'linux', confidence: 0.8 },
  { pattern: /^Cisco Systems, Inc\. IP Phone/, kind: 'voip-phone', vendor: 'Cisco', confidence: 0.9 },
  { pattern: /^Cisco AP /, kind: 'access-point', vendor: 'Cisco', confidence: 0.9 },
  { pattern: /^(?:Hewlett-Packard JetDirect|HP Printer|HP LaserJet)/i, kind: 'printer', vendor: 'HP', confidence: 0.9 },
  { pattern: /^ArubaAP/, kind: 'access-point', vendor: 'Aruba', confidence: 0.9 },
  { pattern: /^(?:yealink|snom|Polycom|Grandstream|AASTRA)/i, kind: 'voip-phone', confidence: 0.8 },
  { pattern: /^ubnt/i, vendor: 'Ubiquiti', confidence: 0.8 },
  { pattern: /^(?:PS4|PS5|PS3)/, os: 'playstation', kind: 'game-console', confidence: 0.9 },
];
