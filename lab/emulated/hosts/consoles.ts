// Game consoles.
import type { EmulatedHost, Self } from '../host.ts';
import { playstationOs, windows10 } from '../stacks.ts';
import { playstation } from '../talk/discovery.ts';
import { mute } from '../talk/lines.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { type Page, web } from '../talk/web.ts';

const PLAYSTATION =
  'GitHub, dhleong/ps4-waker issues 13, 23, 52; thestr4ng3r/chiaki issue 370 (ports 987 and 9302, 997; host-type, host-name); FreeBSD 9 underneath (Sony, open source notice)';

const ps4: EmulatedHost = {
  name: 'playstation-4',
  truth: { family: 'playstation', kind: 'game-console', vendor: 'Sony' },
  published: [PLAYSTATION],
  macPrefix: 'fc:0f:e6',
  stack: playstationOs,
  closed: 'silent',
  ports: (self) => ({
    tcp: { 9295: mute },
    udp: { 987: playstation('PS4-654', 'PS4', self.mac.replaceAll(':', '').toUpperCase(), '09008001', 997) },
  }),
};

const ps5: EmulatedHost = {
  name: 'playstation-5',
  truth: { family: 'playstation', kind: 'game-console', vendor: 'Sony' },
  published: [PLAYSTATION],
  macPrefix: 'f8:d0:ac',
  stack: playstationOs,
  closed: 'silent',
  ports: (self) => ({
    tcp: { 9295: mute },
    udp: { 9302: playstation('PS5-118', 'PS5', self.mac.replaceAll(':', '').toUpperCase(), '08600002', 997) },
  }),
};

const xboxDescription = (self: Self, UDN: string): Page =>
  description({
    deviceType: 'urn:schemas-upnp-org:device:MediaRenderer:1',
    ...{ friendlyName: 'XboxOne', manufacturer: 'Microsoft Corporation', manufacturerURL: 'http://www.microsoft.com' },
    ...{
      modelDescription: 'Digital Media Renderer',
      modelName: 'Xbox One',
      UDN,
      presentationURL: `http://${self.address}/`,
    },
  });

const xbox: EmulatedHost = {
  name: 'xbox-one',
  truth: { family: 'windows', kind: 'game-console', vendor: 'Microsoft', model: 'Xbox One' },
  published: [
    'UniversalMediaServer, renderer profile of the Xbox One (friendlyName, modelName "Xbox One", manufacturer "Microsoft Corporation")',
    'Microsoft, "Network ports used by Xbox" (3074), UPnP device host (port 2869, SERVER: Microsoft-Windows/10.0 UPnP/1.0 UPnP-Device-Host/1.0)',
  ],
  macPrefix: '7c:1e:52',
  stack: windows10,
  closed: 'silent',
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        2869: web({
          server: 'Microsoft-Windows/10.0 UPnP/1.0 UPnP-Device-Host/1.0 Microsoft-HTTPAPI/2.0',
          pages: { '/upnphost/udhisapi.dll': xboxDescription(self, UDN) },
        }),
      },
      udp: {
        1900: ssdp({
          server: 'Microsoft-Windows/10.0 UPnP/1.0 UPnP-Device-Host/1.0',
          location: `http://${self.address}:2869/upnphost/udhisapi.dll?content=${UDN}`,
          device: UDN,
          targets: ['urn:schemas-upnp-org:device:MediaRenderer:1'],
        }),
      },
    };
  },
};

export const CONSOLES: readonly EmulatedHost[] = [ps4, ps5, xbox];
