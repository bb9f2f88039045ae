// What a service of DNS-SD says of the device that has it: its kind, how surely, and which of its texts (RFC 6763 section 6) name what.
// Sources: Apple's Bonjour Printing Specification 1.2.1, the HomeKit Accessory Protocol Specification, the makers' own pages, and what devices say.
import type { ClueFact, Kind, OsFamily } from '../../finding/finding.ts';

export interface ServiceKind {
  readonly kind?: readonly [kind: Kind, confidence: number];
  readonly os?: readonly [family: OsFamily, confidence: number];
  readonly texts?: readonly (readonly [key: string, about: ClueFact['about']])[];
}

const PRINTER: ServiceKind = {
  kind: ['printer', 0.8],
  texts: [
    ['ty', 'model'],
    ['usb_mfg', 'vendor'],
    ['usb_mdl', 'model'],
  ],
};

export const SERVICE_KINDS: Readonly<Record<string, ServiceKind>> = {
  '_device-info._tcp': { texts: [['model', 'model']] },
  '_ipp._tcp': PRINTER,
  '_ipps._tcp': PRINTER,
  '_printer._tcp': PRINTER,
  '_pdl-datastream._tcp': PRINTER,
  '_uscan._tcp': { texts: [['ty', 'model']] },
  '_scanner._tcp': { texts: [['ty', 'model']] },
  '_googlecast._tcp': {
    kind: ['media-player', 0.7],
    texts: [
      ['md', 'model'],
      ['fn', 'name'],
    ],
  },
  '_airplay._tcp': { texts: [['model', 'model']] },
  '_raop._tcp': { texts: [['am', 'model']] },
  '_hap._tcp': { texts: [['md', 'model']] },
  '_hue._tcp': { kind: ['iot-hub', 0.9], texts: [['modelid', 'model']] },
  '_sonos._tcp': { kind: ['speaker', 0.9] },
  '_spotify-connect._tcp': { kind: ['speaker', 0.5] },
  '_androidtvremote2._tcp': { kind: ['tv', 0.8], os: ['android', 0.9] },
  '_amzn-wplay._tcp': { kind: ['media-player', 0.7], texts: [['n', 'name']] },
  '_axis-video._tcp': { kind: ['camera', 0.9] },
  '_workstation._tcp': { os: ['linux', 0.6] },
  '_home-assistant._tcp': { kind: ['iot-hub', 0.8] },
  '_apple-mobdev2._tcp': { os: ['ios', 0.8] },
  '_companion-link._tcp': { os: ['apple', 0.8], texts: [['rpmd', 'model']] },
};
