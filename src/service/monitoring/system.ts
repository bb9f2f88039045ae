// What an agent says of its system (RFC 3418, section 2: sysDescr is a full name of hardware, system and software), as its makers
// write it: program, version, operating system, kind of device.
import { clean } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

type Named = Pick<Verdict, 'product' | 'version' | 'os' | 'device' | 'cpe'>;

interface System {
  /** Its groups: `version`, or, of `os`, `release`. */
  readonly pattern: RegExp;
  readonly named: Named;
  /** CPE 2.3: vendor and product. */
  readonly cpe?: readonly [vendor: string, product: string];
}

/** The first that fits counts. What is repeated is bounded: strangers write it. */
const SYSTEMS: readonly System[] = [
  {
    pattern: /^Cisco IOS Software.{0,200}?, Version (?<version>[\w.()]{1,40})/s,
    named: { product: 'Cisco IOS', os: 'IOS' },
    cpe: ['cisco', 'ios'],
  },
  {
    pattern: /^Cisco NX-OS.{0,200}?, Version (?<version>[\w.()]{1,40})/s,
    named: { product: 'Cisco NX-OS', os: 'NX-OS', device: 'switch' },
    cpe: ['cisco', 'nx-os'],
  },
  {
    pattern: /^Cisco Adaptive Security Appliance Version (?<version>[\w.()]{1,40})/,
    named: { product: 'Cisco ASA', os: 'ASA', device: 'firewall' },
    cpe: ['cisco', 'adaptive_security_appliance_software'],
  },
  {
    pattern: /^Juniper Networks, Inc\..{0,200}? kernel JUNOS (?<version>[\w.:-]{1,40})/s,
    named: { product: 'Juniper Junos', os: 'Junos' },
    cpe: ['juniper', 'junos'],
  },
  {
    pattern: /^ArubaOS \(MODEL: .{1,60}?\), Version (?<version>[\w.-]{1,40})/,
    named: { product: 'ArubaOS', os: 'ArubaOS', device: 'wireless controller' },
  },
  {
    pattern: /^Arista Networks EOS version (?<version>[\w.-]{1,40})/,
    named: { product: 'Arista EOS', os: 'EOS', device: 'switch' },
    cpe: ['arista', 'eos'],
  },
  { pattern: /^RouterOS\b/, named: { product: 'MikroTik RouterOS', os: 'RouterOS', device: 'router' } },
  {
    pattern: /^VMware ESXi? (?<version>\d[\w.]{0,20})/,
    named: { product: 'VMware ESXi', os: 'ESXi' },
    cpe: ['vmware', 'esxi'],
  },
  { pattern: /^Hardware: .{1,200}? - Software: Windows\b/s, named: { product: 'Windows SNMP service', os: 'Windows' } },
  {
    pattern: /^APC .{0,80}Management Card.{0,80}? PF:v?(?<version>[\w.]{1,20})/s,
    named: { product: 'APC Network Management Card', device: 'UPS' },
  },
  { pattern: /^HP ETHERNET MULTI-ENVIRONMENT\b/, named: { product: 'HP JetDirect', device: 'printer' } },
  {
    pattern: /^Brother NC-\w{1,12}, Firmware Ver\.(?<version>[\w.]{1,20})/,
    named: { product: 'Brother print server', device: 'printer' },
  },
  // uname(1): system, host name, release.
  { pattern: /^(?<system>Linux|FreeBSD|OpenBSD|NetBSD|Darwin|SunOS) \S{1,255} (?<release>[\w.+~-]{1,64})/, named: {} },
];

/** What `sysDescr` names; nothing where nobody knows how it is written. */
export function systemOf(sysDescr: string): Named {
  for (const { pattern, named, cpe } of SYSTEMS) {
    const groups = pattern.exec(sysDescr);
    if (groups === null) continue;
    const { version, system, release } = groups.groups ?? {};
    return {
      ...named,
      ...(system === undefined ? {} : { os: clean(`${system} ${release}`) }),
      ...(version === undefined ? {} : { version }),
      ...(cpe === undefined ? {} : { cpe: [cpeOf(...cpe, version)] }),
    };
  }
  return {};
}
