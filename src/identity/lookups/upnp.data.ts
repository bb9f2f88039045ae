// Types of UPnP devices (`urn:schemas-upnp-org:device:TYPE:1`, and makers' own): Open Connectivity Foundation, "UPnP Device Control
// Protocols".
import type { Kind } from '../../finding/finding.ts';

export interface UpnpType {
  readonly kind?: Kind;
  readonly role?: string;
  /** It may run on any machine. */
  readonly isProgram?: boolean;
}

export const UPNP_TYPES: Readonly<Record<string, UpnpType>> = {
  InternetGatewayDevice: { kind: 'router', role: 'gateway' },
  WLANAccessPointDevice: { kind: 'access-point' },
  WFADevice: { kind: 'access-point' },
  MediaServer: { role: 'media server', isProgram: true },
  MediaRenderer: { kind: 'media-player' },
  Printer: { kind: 'printer' },
  Scanner: { kind: 'scanner' },
  DigitalSecurityCamera: { kind: 'camera' },
  ZonePlayer: { kind: 'speaker' },
  tvdevice: { kind: 'tv' },
  dial: { kind: 'media-player' },
  dialmultiscreen: { kind: 'media-player' },
  MainTVServer2: { kind: 'tv' },
  player: { kind: 'media-player' },
  HVAC_System: { kind: 'thermostat' },
  DimmableLight: { kind: 'light' },
  BinaryLight: { kind: 'light' },
  controllee: { kind: 'smart-plug' },
  insight: { kind: 'smart-plug' },
};
