// How makers write `sysDescr` (RFC 3418: "a textual description of the entity"), beyond what src/service/monitoring/system.ts names: the
// model, its number, the kind of device. Groups: `model`, `serial`, `version`, `os`. What is repeated is bounded.
import type { Kind } from '../../../finding/finding.ts';

export interface Description {
  readonly pattern: RegExp;
  readonly vendor?: string;
  readonly kind?: Kind;
  readonly os?: string;
}

export const DESCRIPTIONS: readonly Description[] = [
  // Cisco: `Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(55)SE, ...`
  {
    pattern: /^Cisco IOS Software(?:,| \[).{0,60}?\b(?<model>(?:C|WS-C|Catalyst )[2349]\d{3}\w{0,8}) /,
    vendor: 'Cisco',
    kind: 'switch',
  },
  {
    pattern: /^Cisco IOS Software,.{0,30}? (?<model>(?:C|ISR)?[1289]\d{2,3}\w{0,6}) Software/,
    vendor: 'Cisco',
    kind: 'router',
  },
  { pattern: /^Cisco NX-OS\(tm\) (?<model>\w{2,12}),/, vendor: 'Cisco', kind: 'switch' },
  // `Juniper Networks, Inc. ex4200-48t Ethernet Switch, kernel JUNOS 12.3R6.6, ...`
  { pattern: /^Juniper Networks, Inc\. (?<model>ex[\w-]{2,20}) /i, vendor: 'Juniper', kind: 'switch' },
  { pattern: /^Juniper Networks, Inc\. (?<model>srx[\w-]{2,20}) /i, vendor: 'Juniper', kind: 'firewall' },
  { pattern: /^Juniper Networks, Inc\. (?<model>(?:mx|acx|ptx)[\w-]{2,20}) /i, vendor: 'Juniper', kind: 'router' },
  {
    pattern: /^Arista Networks EOS version .{1,60} running on an Arista Networks (?<model>[\w-]{3,30})/,
    vendor: 'Arista',
  },
  { pattern: /^RouterOS (?<model>[\w+-][\w+ -]{1,40})/, vendor: 'MikroTik' },
  {
    pattern: /^(?:HP |Hewlett-Packard )?ProCurve (?<model>J\w{4,6}).{0,40}Switch/,
    vendor: 'Hewlett-Packard',
    kind: 'switch',
  },
  {
    pattern: /^(?:HP|HPE|Aruba) (?<model>J[LGH]?\w{3,5}[A-Z]) .{0,40}Switch/,
    vendor: 'Hewlett-Packard',
    kind: 'switch',
  },
  { pattern: /^Linux [\w.-]{1,64} .{0,100}\bUniFi\b/, vendor: 'Ubiquiti' },
  { pattern: /^(?<model>U[AS]?[PW][\w-]{0,20}|USW-[\w-]{1,20}), (?<version>\d[\w.]{0,20})/, vendor: 'Ubiquiti' },
  // Printers.
  {
    pattern: /^HP ETHERNET MULTI-ENVIRONMENT.{0,120}?,PID:(?<model>[^,;]{2,60})/,
    vendor: 'Hewlett-Packard',
    kind: 'printer',
  },
  { pattern: /^Brother (?<model>(?:HL|MFC|DCP)-[\w-]{2,16})/, vendor: 'Brother', kind: 'printer' },
  { pattern: /^EPSON (?:Built-in|(?<model>[\w-]{2,16}))\b/, vendor: 'Epson', kind: 'printer' },
  { pattern: /^KYOCERA\b/i, vendor: 'Kyocera', kind: 'printer' },
  { pattern: /^RICOH (?<model>[\w -]{2,24}?) \d/, vendor: 'Ricoh', kind: 'printer' },
  { pattern: /^Canon (?<model>[\w -]{2,32}) \/P\b/, vendor: 'Canon', kind: 'printer' },
  { pattern: /^Xerox (?<model>[\w -]{2,40}?)(?:;|,| v\d)/, vendor: 'Xerox', kind: 'printer' },
  { pattern: /^Lexmark (?<model>\w{2,16}) version/, vendor: 'Lexmark', kind: 'printer' },
  { pattern: /^KONICA MINOLTA (?<model>[\w -]{2,32})/, vendor: 'Konica Minolta', kind: 'printer' },
  { pattern: /^(?:Samsung|SHARP|TOSHIBA|OKI|ZebraNet)\b.{0,40}(?:Printer|MX-|e-STUDIO|OkiLAN|Print)/, kind: 'printer' },
  // Power.
  {
    pattern: /^APC Web\/SNMP Management Card .{0,120}?\bMN:(?<model>\w{3,16}).{0,30}?\bSN: ?(?<serial>\w{6,20})/,
    vendor: 'APC',
    kind: 'ups',
  },
  { pattern: /^(?:Eaton|Powerware|CyberPower|Liebert)\b.{0,60}(?:UPS|Card)/i, kind: 'ups' },
  // Windows: `Hardware: Intel64 Family 6 ... - Software: Windows Version 6.3 (Build 14393 Multiprocessor Free)`
  { pattern: /^Hardware: .{1,200} - Software: (?<os>Windows) Version [\d.]{3,8} \(Build (?<version>\d{4,6}) / },
  // uname -a, as Net-SNMP says it; the builder of the kernel behind it.
  { pattern: /^Linux .{1,160}\b(?<os>Debian) \d/ },
  { pattern: /^Linux .{1,160}-(?<os>Ubuntu) SMP/ },
  { pattern: /^Linux .{1,60}\.(?<version>el\d{1,2}|amzn\d|fc\d{2})\b/, os: 'Red Hat' },
  { pattern: /^Linux .{1,60}-pve\b/, os: 'Linux', kind: 'hypervisor' },
  { pattern: /^(?<model>(?:DS|RS)\d{3,5}\w{0,4})\b/, vendor: 'Synology', kind: 'nas' },
  { pattern: /^Linux (?<model>TS-\w{2,8}) /, vendor: 'QNAP', kind: 'nas' },
  { pattern: /^VMware ESXi? (?<version>[\d.]{3,8})/, os: 'ESXi', kind: 'hypervisor' },
];

/** Enterprises whose number says who wrote the agent, and not who made the host. */
export const AGENTS_ONLY: ReadonlySet<string> = new Set(['UCD-SNMP', 'Net-SNMP', 'Microsoft', 'VMware']);
