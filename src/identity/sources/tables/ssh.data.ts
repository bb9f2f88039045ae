// What the version that an SSH server says (RFC 4253 section 4.2: softwareversion and comments) tells of its host. First match counts.
import type { Kind } from '../../../finding/finding.ts';

export interface SshBanner {
  /** Of `softwareversion comments`. Group `release`: looked up in `releases`; `version`: the system's own. */
  readonly pattern: RegExp;
  readonly os?: string;
  readonly releases?: Readonly<Record<string, string>>;
  readonly vendor?: string;
  readonly kind?: Kind;
  readonly confidence: number;
}

/** The version of OpenSSH that a release was published with (packages.ubuntu.com, launchpad.net). */
const UBUNTU = {
  '6.6.1p1': '14.04',
  '7.2p2': '16.04',
  '7.6p1': '18.04',
  '8.2p1': '20.04',
  '8.9p1': '22.04',
  '9.6p1': '24.04',
  '9.9p1': '25.04',
  '10.0p1': '25.10',
};
/** The same for Debian (tracker.debian.org). */
const DEBIAN = {
  '6.0p1': '7',
  '6.7p1': '8',
  '7.4p1': '9',
  '7.9p1': '10',
  '8.4p1': '11',
  '9.2p1': '12',
  '10.0p1': '13',
  '10.0p2': '13',
};

export const SSH_BANNERS: readonly SshBanner[] = [
  { pattern: /^OpenSSH_(?<release>[\d.]{3,6}p\d) Ubuntu-/, os: 'Ubuntu', releases: UBUNTU, confidence: 0.9 },
  { pattern: /^OpenSSH_[\d.]{3,6}p\d Raspbian-.{0,40}\+deb(?<version>\d{1,2})u/, os: 'Raspbian', confidence: 0.9 },
  { pattern: /^OpenSSH_[\d.]{3,6}p\d Raspbian-/, os: 'Raspbian', confidence: 0.9 },
  { pattern: /^OpenSSH_[\d.]{3,6}p\d Debian-.{0,40}[+~]deb(?<version>\d{1,2})u/, os: 'Debian', confidence: 0.9 },
  { pattern: /^OpenSSH_(?<release>[\d.]{3,6}p\d) Debian-/, os: 'Debian', releases: DEBIAN, confidence: 0.9 },
  { pattern: /^OpenSSH_for_Windows_/, os: 'Windows', confidence: 0.9 },
  { pattern: /FreeBSD-(?:openssh-portable-)?\d/, os: 'FreeBSD', confidence: 0.9 },
  { pattern: /NetBSD/, os: 'NetBSD', confidence: 0.9 },
  { pattern: /^Sun_SSH_/, os: 'Solaris', confidence: 0.9 },
  { pattern: /^ROSSSH\b/, os: 'RouterOS', vendor: 'MikroTik', confidence: 0.95 },
  { pattern: /^Cisco-\d/, os: 'Cisco IOS', vendor: 'Cisco', confidence: 0.9 },
  { pattern: /^mpSSH_/, vendor: 'Hewlett-Packard', kind: 'management-controller', confidence: 0.9 },
  { pattern: /^Comware-/, os: 'Comware', vendor: 'H3C', confidence: 0.9 },
  { pattern: /^HUAWEI-/, os: 'VRP', vendor: 'Huawei', confidence: 0.9 },
  { pattern: /^(?:FortiSSH|xxxxxxx$)/, os: 'FortiOS', vendor: 'Fortinet', kind: 'firewall', confidence: 0.8 },
  { pattern: /^NetScreen/, vendor: 'Juniper', kind: 'firewall', confidence: 0.9 },
  { pattern: /^Zyxel SSH/i, vendor: 'Zyxel', confidence: 0.9 },
  { pattern: /^lancom/i, vendor: 'LANCOM', confidence: 0.9 },
  { pattern: /^ARRIS_/, vendor: 'Arris', kind: 'modem', confidence: 0.8 },
  { pattern: /^(?:WeOnlyDo|WinSSHD|Bitvise|\d\.\d{2} FlowSsh: Bitvise)/, os: 'Windows', confidence: 0.85 },
  // A small server for small machines, on Linux nearly always.
  { pattern: /^dropbear_/, os: 'Linux', confidence: 0.4 },
];
