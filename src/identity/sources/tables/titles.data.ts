// Titles, realms and cookies of web pages that name the machine itself. Groups: `name`, `model`, `serial`, `mac`. The products stand in
// src/service/signatures/devices.ts; here is what those rows leave out.
import type { Kind } from '../../../finding/finding.ts';

export interface PageWords {
  readonly place: 'title' | 'www-authenticate' | 'server' | 'cookies';
  readonly pattern: RegExp;
  readonly vendor?: string;
  readonly kind?: Kind;
  readonly confidence: number;
}

export const PAGE_WORDS: readonly PageWords[] = [
  {
    place: 'title',
    pattern: /^(?<name>[\w.-]{1,63}) - Proxmox (?:Virtual Environment|Backup Server)$/,
    kind: 'hypervisor',
    confidence: 0.9,
  },
  {
    place: 'title',
    pattern: /^(?<name>[^-]{1,60}?) - Synology (?:DiskStation|NAS|RackStation)$/,
    vendor: 'Synology',
    kind: 'nas',
    confidence: 0.85,
  },
  { place: 'title', pattern: /^(?<name>[\w.-]{1,63}) - LuCI$/, kind: 'router', confidence: 0.8 },
  { place: 'title', pattern: /^openmediavault control panel - (?<name>[\w.-]{1,63})$/, kind: 'nas', confidence: 0.9 },
  {
    place: 'title',
    pattern: /^HP (?<model>(?:Color )?(?:LaserJet|OfficeJet|DesignJet|PageWide)[\w -]{2,40}?)(?: {2,}|$)/,
    vendor: 'Hewlett-Packard',
    kind: 'printer',
    confidence: 0.9,
  },
  {
    place: 'title',
    pattern: /^Brother (?<model>[\w-]{3,20}) series$/,
    vendor: 'Brother',
    kind: 'printer',
    confidence: 0.9,
  },
  { place: 'title', pattern: /^(?<model>FRITZ!Box[\w ]{0,24})$/, vendor: 'AVM', kind: 'router', confidence: 0.9 },
  { place: 'title', pattern: /^AXIS (?<model>[\w-]{2,20})(?: |$)/, vendor: 'Axis', kind: 'camera', confidence: 0.85 },
  {
    place: 'server',
    pattern: /^HP HTTP Server; HP (?<model>.{3,60}?) - \w{3,16}; Serial Number: ?(?<serial>\w{4,20});/,
    vendor: 'Hewlett-Packard',
    kind: 'printer',
    confidence: 0.95,
  },
  {
    place: 'www-authenticate',
    pattern: /realm="AXIS_(?<mac>[0-9A-F]{12})"/i,
    vendor: 'Axis',
    kind: 'camera',
    confidence: 0.9,
  },
  {
    place: 'www-authenticate',
    pattern: /realm="Login to (?<serial>[0-9A-Z]{8,32})"/,
    vendor: 'Dahua',
    kind: 'camera',
    confidence: 0.8,
  },
  { place: 'cookies', pattern: /(?:^|[ ,])AIROS_(?<mac>[0-9A-F]{12})(?:[ ,]|$)/, vendor: 'Ubiquiti', confidence: 0.9 },
];
