// Operating systems by the words in which programs name them: the first row that fits counts. Families are those of
// src/finding/facts/clue.schema.ts; group `version`, where there is one, is the version. A null family: it is an operating
// system, and which kernel is under it nobody published.
import type { OsFamily } from '../../../finding/finding.ts';

export type OsRow = readonly [pattern: RegExp, family: OsFamily | null, name?: string];

export const OS_WORDS: readonly OsRow[] = [
  // Windows (Microsoft's release information).
  [/^(?:Microsoft )?Windows CE\b(?: (?<version>\d[\d.]{0,10}))?/i, null, 'Windows CE'],
  [/^(?:Microsoft )?Windows\b/i, 'windows'],
  [/^Win(?:32|64)\b/i, 'windows', 'Windows'],
  // Apple. Case tells Cisco's IOS from Apple's.
  [/^(?:macOS|Mac OS X|OS X)\b(?: (?<version>\d[\d.]{0,12}))?/, 'macos'],
  [/^Mac ?OS\b/i, 'macos', 'macOS'],
  [/^Darwin\b(?:[ /](?<version>\d[\d.]{0,12}))?/, 'apple'],
  [/^(?:iOS|iPhone OS|iPadOS)\b(?: (?<version>\d[\d.]{0,12}))?/, 'ios'],
  [/^(?:tvOS|watchOS|visionOS|audioOS)\b(?: (?<version>\d[\d.]{0,12}))?/, 'apple'],
  // Linux, by its distributions.
  [/^Android\b(?:[ /](?<version>\d[\d.]{0,12}))?/i, 'android'],
  [/^(?:Fire OS|Wear OS|Android TV|Google TV)\b/, 'android'],
  [/^(?:Debian(?: GNU\/Linux)?)\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'linux'],
  [/^Ubuntu\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'linux'],
  [/^(?:Raspbian|Raspberry Pi OS)\b(?:.{0,12} (?<version>\d[\w.]{0,12}))?/i, 'linux'],
  [/^(?:CentOS|Red ?Hat|RHEL|Fedora|AlmaLinux|Rocky Linux|Oracle Linux|Amazon Linux)\b.{0,40}/i, 'linux'],
  [/^(?:openSUSE|SUSE|SLES|Arch Linux|Gentoo|Alpine|Slackware|NixOS|Mandriva|Void Linux)\b.{0,40}/i, 'linux'],
  [/^(?:OpenWrt|LEDE|DD-WRT|EdgeOS|VyOS|AsusWRT|LibreELEC|Kali)\b(?: (?<version>\d[\w.-]{0,12}))?/i, 'linux'],
  [/^(?:Synology(?: DSM)?|DSM|DiskStation Manager|QTS|QuTS|QNAP)\b(?: (?<version>\d[\w.-]{0,12}))?/, 'linux'],
  [/^(?:Tizen|webOS|Roku OS|FRITZ!OS|airOS|UniFi OS)\b(?:[ /](?<version>\d[\w.-]{0,12}))?/, null],
  [/^(?:EOS|Arista EOS)\b(?: (?<version>\d[\w.-]{0,12}))?/, 'linux', 'Arista EOS'],
  [/^Cumulus(?: Linux)?\b/i, 'linux'],
  [/^(?:GNU\/)?Linux\b(?:[ /](?<version>\d[\w.+~-]{0,40}))?/i, 'linux'],
  [/^(?:EPSON_Linux|uClinux|Embedded Linux)\b/i, 'linux', 'Linux'],
  // BSD and other Unix.
  [/^FreeBSD\b(?:[ /](?<version>\d[\w.-]{0,20}))?/i, 'freebsd'],
  [/^(?:TrueNAS CORE|FreeNAS|pfSense|OPNsense)\b(?: (?<version>\d[\w.-]{0,12}))?/i, 'freebsd'],
  [/^OpenBSD\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'openbsd'],
  [/^NetBSD\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'netbsd'],
  [/^(?:SunOS|Solaris|OpenIndiana|illumos|SmartOS|OmniOS)\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'solaris'],
  [/^AIX\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'aix'],
  [/^HP-?UX\b(?:[ /](?<version>[\w.]{1,12}))?/i, 'hp-ux'],
  [/^(?:z\/OS|OS\/390)\b/i, 'z/os', 'z/OS'],
  [/^(?:VMware )?ESXi?\b(?:[ /](?<version>\d[\w.]{0,12}))?/, 'vmware-esxi', 'VMware ESXi'],
  // Network devices.
  [/^(?:Cisco )?IOS(?:[ -]XE)?\b(?: (?<version>\d[\w.()]{0,20}))?/, 'cisco-ios', 'Cisco IOS'],
  [/^(?:Cisco )?NX-OS\b(?: (?<version>\d[\w.()]{0,20}))?/, 'cisco-nx-os', 'Cisco NX-OS'],
  [/^(?:Juniper )?JUN(?:OS|os)\b(?: (?<version>\d[\w.:-]{0,20}))?/i, 'junos', 'Junos'],
  [/^(?:MikroTik )?RouterOS\b(?: (?<version>\d[\w.]{0,12}))?/i, 'routeros', 'RouterOS'],
  [/^(?:ASA|ArubaOS|FortiOS|VRP|Comware|PAN-OS|SonicOS|ProCurve|IOS[ -]XR|AireOS|BIG-IP|TMOS)\b/, null],
  // Small systems.
  [/^VxWorks\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'vxworks'],
  [/^(?:QNX|Neutrino)\b(?:[ /](?<version>\d[\w.]{0,12}))?/i, 'qnx'],
  [/^FreeRTOS\b/i, 'freertos'],
  [/^lwIP\b/i, 'lwip'],
  [/^(?:ThreadX|Nucleus|eCos|RTOS|NetX|Zephyr|RT-Thread|Contiki|NOS|KASDA)\b/i, 'embedded'],
  [/^(?:PlayStation|Orbis OS)\b/i, 'playstation'],
  [/^(?:Nintendo|Horizon)\b/i, 'nintendo'],
];
