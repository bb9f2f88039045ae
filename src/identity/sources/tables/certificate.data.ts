// What makers write into the certificates that their devices make for themselves: subject or issuer, as X.509 names stand in facts
// (`O=Ubiquiti Inc., CN=UniFi`). Groups: `serial`, `mac` and its second half `mac2`. First match counts.
import type { Kind } from '../../../finding/finding.ts';

export interface Subject {
  readonly pattern: RegExp;
  readonly vendor?: string;
  readonly kind?: Kind;
  readonly os?: string;
}

export const SUBJECTS: readonly Subject[] = [
  {
    pattern: /\bOU=PVE Cluster Node\b|\bO=PVE Cluster Manager CA\b|\bOU=PVE Cluster\b/,
    kind: 'hypervisor',
    os: 'Linux',
  },
  { pattern: /\bVMware ESX Server Default Certificate\b|\bO=VMware Installer\b/, kind: 'hypervisor', os: 'ESXi' },
  { pattern: /\bOU=Remote Access Group\b.*\bCN=i?DRAC/i, vendor: 'Dell', kind: 'management-controller' },
  { pattern: /\bOU=ISS\b.*\bCN=ILO(?<serial>\w{6,16})/, vendor: 'Hewlett-Packard', kind: 'management-controller' },
  { pattern: /\bO=Super Micro Computer\b/, vendor: 'Supermicro', kind: 'management-controller' },
  { pattern: /\bO=Fortinet\b.*\bCN=(?<serial>FG[\w-]{6,20})/, vendor: 'Fortinet', kind: 'firewall', os: 'FortiOS' },
  { pattern: /\bO=Fortinet\b/, vendor: 'Fortinet' },
  { pattern: /\bO=SonicWALL\b/i, vendor: 'SonicWall', kind: 'firewall' },
  { pattern: /\bO=(?:pfSense|OPNsense)\b/, kind: 'firewall', os: 'FreeBSD' },
  { pattern: /\bCN=IOS-Self-Signed-Certificate-(?<serial>\d{4,12})/, vendor: 'Cisco', os: 'Cisco IOS' },
  { pattern: /\bO=Ubiquiti\b/i, vendor: 'Ubiquiti' },
  { pattern: /\bO=MikroTik\b/i, vendor: 'MikroTik', os: 'RouterOS' },
  { pattern: /\bO=Synology\b/i, vendor: 'Synology', kind: 'nas' },
  { pattern: /\bO=QNAP\b/i, vendor: 'QNAP', kind: 'nas' },
  { pattern: /\bO=NETGEAR\b/i, vendor: 'Netgear' },
  { pattern: /\bCN=tplinkrouter/i, vendor: 'TP-Link', kind: 'router' },
  { pattern: /\bO=ZyXEL\b/i, vendor: 'Zyxel' },
  { pattern: /\bO=LANCOM\b/i, vendor: 'LANCOM', kind: 'router' },
  { pattern: /\bCN=(?:fritz\.box|[\w-]{1,40}\.myfritz\.net)/, vendor: 'AVM', kind: 'router' },
  {
    pattern: /\bO=Philips Hue\b.*\bCN=(?<mac>[0-9a-f]{6})fffe(?<mac2>[0-9a-f]{6})/i,
    vendor: 'Philips',
    kind: 'iot-hub',
  },
  { pattern: /\bOU=(?:Cast|Google TV|Chromecast)\b/, vendor: 'Google', kind: 'media-player' },
  { pattern: /\bO=Sonos\b/, vendor: 'Sonos', kind: 'speaker' },
  { pattern: /\bO=Roku\b/, vendor: 'Roku' },
  { pattern: /\bCN=axis-(?<mac>[0-9a-f]{12})\b|\bO=Axis Communications\b/i, vendor: 'Axis', kind: 'camera' },
  { pattern: /\bO=(?:Hikvision|HIKVISION)\b/, vendor: 'Hikvision', kind: 'camera' },
  { pattern: /\bO=Dahua\b/i, vendor: 'Dahua', kind: 'camera' },
  { pattern: /\bO=(?:HP|Hewlett-Packard)\b.*\bCN=(?:HP|NPI)[0-9A-F]{6}\b/, vendor: 'Hewlett-Packard', kind: 'printer' },
  { pattern: /\bCN=(?:BRN|BRW)(?<mac>[0-9A-F]{12})\b/i, vendor: 'Brother', kind: 'printer' },
  { pattern: /\bO=(?:KYOCERA|Ricoh|CANON|Xerox|Lexmark|SEIKO EPSON)\b/i, kind: 'printer' },
  { pattern: /\bO=(?:American Power Conversion|APC|Schneider Electric)\b/i, vendor: 'APC' },
  { pattern: /\bO=Siemens\b/i, vendor: 'Siemens' },
];
