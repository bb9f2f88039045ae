// What services and models by multicast DNS say of a device. Types are registered with IANA ("Service Name and Transport Protocol Port
// Number Registry"), or documented by who uses them.
import type { Kind, OsFamily } from '../../../finding/finding.ts';

export interface ServiceType {
  readonly kind?: Kind;
  readonly vendor?: string;
  readonly role?: string;
  readonly family?: OsFamily;
  readonly confidence: number;
}

const of = (confidence: number, said: Omit<ServiceType, 'confidence'>): ServiceType => ({ ...said, confidence });

/** By the type without its protocol. */
export const SERVICE_TYPES: Readonly<Record<string, ServiceType>> = {
  // Printers (PWG 5100.14, IPP Everywhere; Bonjour Printing Specification). A print server has them too: see mdns.ts.
  _ipp: of(0.75, { kind: 'printer' }),
  _ipps: of(0.75, { kind: 'printer' }),
  _printer: of(0.7, { kind: 'printer' }),
  '_pdl-datastream': of(0.85, { kind: 'printer' }),
  _scanner: of(0.5, { kind: 'scanner' }),
  _uscan: of(0.4, { kind: 'scanner' }),
  _uscans: of(0.4, { kind: 'scanner' }),
  // Media.
  _googlecast: of(0.7, { kind: 'media-player' }),
  _androidtvremote: of(0.85, { kind: 'tv', family: 'android' }),
  _androidtvremote2: of(0.85, { kind: 'tv', family: 'android' }),
  '_amzn-wplay': of(0.7, { kind: 'media-player', vendor: 'Amazon' }),
  '_amzn-alexa': of(0.7, { kind: 'speaker', vendor: 'Amazon' }),
  _sonos: of(0.9, { kind: 'speaker', vendor: 'Sonos' }),
  _soundtouch: of(0.9, { kind: 'speaker', vendor: 'Bose' }),
  '_heos-audio': of(0.85, { kind: 'speaker', vendor: 'Denon' }),
  _musc: of(0.8, { kind: 'speaker', vendor: 'Bluesound' }),
  _roku: of(0.8, { kind: 'media-player', vendor: 'Roku' }),
  '_appletv-v2': of(0.8, { kind: 'media-player', vendor: 'Apple', family: 'apple' }),
  '_touch-able': of(0.6, { kind: 'media-player', vendor: 'Apple' }),
  _viziocast: of(0.85, { kind: 'tv', vendor: 'Vizio' }),
  _samsungmsf: of(0.75, { kind: 'tv', vendor: 'Samsung' }),
  _lgsmarttv: of(0.85, { kind: 'tv', vendor: 'LG' }),
  _nvstream_dbd: of(0.5, { kind: 'media-player', vendor: 'Nvidia' }),
  // Cameras.
  '_axis-video': of(0.95, { kind: 'camera', vendor: 'Axis' }),
  _psia: of(0.8, { kind: 'camera' }),
  _onvif: of(0.8, { kind: 'camera' }),
  // At home.
  _hue: of(0.95, { kind: 'iot-hub', vendor: 'Philips' }),
  '_ikea-gateway': of(0.9, { kind: 'iot-hub', vendor: 'IKEA' }),
  '_home-assistant': of(0.5, { role: 'home automation server' }),
  _elg: of(0.9, { kind: 'light', vendor: 'Elgato' }),
  _nanoleafapi: of(0.95, { kind: 'light', vendor: 'Nanoleaf' }),
  _wled: of(0.9, { kind: 'light' }),
  _shelly: of(0.7, { vendor: 'Shelly' }),
  _esphomelib: of(0.7, { kind: 'sensor' }),
  _nest: of(0.6, { vendor: 'Google' }),
  _miio: of(0.7, { vendor: 'Xiaomi' }),
  _dyson_mqtt: of(0.9, { kind: 'appliance', vendor: 'Dyson' }),
  // Storage and machines.
  _qdiscover: of(0.9, { kind: 'nas', vendor: 'QNAP' }),
  _adisk: of(0.4, { role: 'backup server' }),
  _smb: of(0.5, { role: 'file server' }),
  _afpovertcp: of(0.5, { role: 'file server' }),
  _nfs: of(0.5, { role: 'file server' }),
  '_apple-mobdev2': of(0.6, { vendor: 'Apple', family: 'ios' }),
  '_companion-link': of(0.6, { vendor: 'Apple', family: 'apple' }),
  _rdlink: of(0.5, { vendor: 'Apple', family: 'apple' }),
  '_udisks-ssh': of(0.6, { family: 'linux' }),
  '_proxmox-ve': of(0.7, { kind: 'hypervisor' }),
};

/** HomeKit Accessory Protocol, accessory categories (`ci` of `_hap._tcp`). */
export const HOMEKIT: Readonly<Record<string, Kind>> = {
  '2': 'iot-hub',
  '5': 'light',
  '7': 'smart-plug',
  '9': 'thermostat',
  '10': 'sensor',
  '17': 'camera',
  '18': 'camera',
  '26': 'speaker',
  '31': 'tv',
  '33': 'router',
  '36': 'media-player',
};

/** Models by how they begin: Apple's (`MacBookPro18,3`), and what Google's receivers call themselves (`md`). */
export const MODELS: readonly (readonly [pattern: RegExp, said: Omit<ServiceType, 'confidence'>])[] = [
  // What Samba and Netatalk call themselves, and people write into Avahi's files, is no Apple.
  [/^(?:MacSamba|RackMac|Xserve|TimeCapsule|AirPort|Macmini$|MacPro$)/, {}],
  [/^MacBook/, { kind: 'laptop', vendor: 'Apple', family: 'macos' }],
  [/^(?:iMac|Macmini|MacPro|Mac\d)/, { kind: 'workstation', vendor: 'Apple', family: 'macos' }],
  [/^iPhone/, { kind: 'phone', vendor: 'Apple', family: 'ios' }],
  [/^iPad/, { kind: 'tablet', vendor: 'Apple', family: 'ios' }],
  [/^AppleTV/, { kind: 'media-player', vendor: 'Apple', family: 'apple' }],
  [/^AudioAccessory/, { kind: 'speaker', vendor: 'Apple', family: 'apple' }],
  [/^Watch\d/, { kind: 'watch', vendor: 'Apple', family: 'apple' }],
  [/^(?:Google Home|Nest (?:Audio|Mini)|Google Nest Mini)/, { kind: 'speaker', vendor: 'Google' }],
  [/^(?:Chromecast|Google TV)/, { kind: 'media-player', vendor: 'Google' }],
  [/^(?:BRAVIA|.{0,30}\bTV\b)/, { kind: 'tv' }],
];
