// What user agents and server fields of SIP, RTSP and SSDP tell of a device. Groups: `model`, `serial`, `os`. First match counts.
import type { Kind } from '../../../finding/finding.ts';

export interface Agent {
  readonly pattern: RegExp;
  readonly vendor?: string;
  readonly kind?: Kind;
  readonly os?: string;
  readonly confidence?: number;
}

export const AGENTS: readonly Agent[] = [
  // Telephones (RFC 3261 section 20.41).
  { pattern: /^Grandstream (?<model>(?:GXP|GRP|GXV|DP|WP)\w{1,12})/, vendor: 'Grandstream', kind: 'voip-phone' },
  { pattern: /^Grandstream (?<model>(?:HT|GXW|UCM)\w{1,12})/, vendor: 'Grandstream', kind: 'voip-gateway' },
  { pattern: /^Yealink (?<model>[\w-]{2,20})/, vendor: 'Yealink', kind: 'voip-phone' },
  { pattern: /^snom(?<model>\w{2,8})\//i, vendor: 'Snom', kind: 'voip-phone' },
  {
    pattern: /^Polycom(?:VVX|SoundPoint\w{0,4}|SoundStation\w{0,4}|RealPresenceTrio)?-(?<model>[A-Z]+_\w{2,12})/,
    vendor: 'Polycom',
    kind: 'voip-phone',
  },
  { pattern: /^(?:Poly|Polycom)\b/, vendor: 'Polycom', kind: 'voip-phone' },
  { pattern: /^Cisco-(?<model>CP[\w-]{2,12})/, vendor: 'Cisco', kind: 'voip-phone' },
  { pattern: /^(?:Cisco|Linksys)\/(?<model>SPA\w{2,8})/, vendor: 'Cisco', kind: 'voip-phone' },
  { pattern: /^Cisco-SIPGateway\b/, vendor: 'Cisco', kind: 'voip-gateway' },
  {
    pattern: /^(?:Fanvil|Htek|Panasonic|Mitel|Aastra|Avaya) ?(?<model>[\w-]{0,20})/,
    kind: 'voip-phone',
    confidence: 0.7,
  },
  { pattern: /^Gigaset (?<model>[\w-]{2,20})/, vendor: 'Gigaset', kind: 'voip-phone' },
  { pattern: /^AudioCodes-?\w{0,8}[ -](?<model>[\w-]{2,20})/i, vendor: 'AudioCodes', kind: 'voip-gateway' },
  { pattern: /^(?:AVM )?(?<model>FRITZ!Box[\w ]{0,30}?)(?: \d|$| UPnP)/, vendor: 'AVM', kind: 'router' },
  { pattern: /^FRITZ!OS\b/, vendor: 'AVM', kind: 'router' },
  { pattern: /^LANCOM (?<model>[\w -]{2,30})/, vendor: 'LANCOM', kind: 'router' },
  // Cameras and players (RFC 2326 section 12.36).
  { pattern: /^(?:Hipcam|Dahua Rtsp|Hikvision|H264DVR|GStreamer RTSP .{0,10}Axis)/i, kind: 'camera', confidence: 0.8 },
  { pattern: /^AirTunes\//, vendor: 'Apple', confidence: 0.4 },
  // SSDP (UPnP Device Architecture 2.0 section 1.3.3: system/version UPnP/version product/version).
  { pattern: /\bSonos\/\S{1,30} \((?<model>[A-Z0-9]{2,8})\)/, vendor: 'Sonos', kind: 'speaker' },
  { pattern: /\bIpBridge\//, vendor: 'Philips', kind: 'iot-hub' },
  { pattern: /^Roku\b|\bRoku\/\d/, vendor: 'Roku', kind: 'media-player' },
  { pattern: /\bSEC_HHP_/, vendor: 'Samsung', kind: 'tv', confidence: 0.7 },
  { pattern: /\bWebOS\/|\bLG Smart TV\b/, vendor: 'LG', kind: 'tv' },
  { pattern: /\bKDL-|\bBRAVIA\b/, vendor: 'Sony', kind: 'tv' },
  { pattern: /^Microsoft-Windows\/(?<version>\d[\d.]{0,12})/, os: 'Windows' },
  { pattern: /^Windows ?NT\/(?<version>\d[\d.]{0,12})/i, os: 'Windows', confidence: 0.7 },
  { pattern: /\bMiniUPnPd\//, kind: 'router', confidence: 0.6 },
  { pattern: /^Debian\b/, os: 'Debian', confidence: 0.6 },
  { pattern: /^Ubuntu\b/, os: 'Ubuntu', confidence: 0.6 },
];
