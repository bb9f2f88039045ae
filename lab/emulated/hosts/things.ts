// Small things, controllers, power, machines that run machines, and telephones.
import type { EmulatedHost } from '../host.ts';
import { linux3, lwip } from '../stacks.ts';
import { mdns } from '../talk/dns.ts';
import { mute } from '../talk/lines.ts';
import { tls } from '../talk/tls.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { html, json, web } from '../talk/web.ts';

const LWIP = 'lwIP, src/core/tcp_out.c, ipv4/ip4.c; ESP-IDF, components/lwip (Kconfig: MSS 1440, window 5760)';

const esphome: EmulatedHost = {
  name: 'esp32-esphome',
  truth: { family: 'lwip', kind: null, vendor: 'Espressif', names: [{ source: 'mdns', name: 'garage-sensor' }] },
  published: [
    LWIP,
    'ESPHome, "Native API" (port 6053; mDNS _esphomelib._tcp TXT: mac, platform, board, version, friendly_name)',
  ],
  macPrefix: 'a4:cf:12',
  stack: lwip,
  ports: (self) => ({
    tcp: { 6053: mute, 80: web({ pages: { '/': html('garage-sensor') } }) },
    udp: {
      5353: mdns(self, {
        host: 'garage-sensor',
        services: [
          {
            type: '_esphomelib._tcp',
            name: 'garage-sensor',
            port: 6053,
            text: [
              'friendly_name=Garage Sensor',
              'version=2024.6.4',
              `mac=${self.mac.replaceAll(':', '')}`,
              'platform=ESP32',
              'board=esp32dev',
              'network=wifi',
            ],
          },
        ],
      }),
    },
  }),
};

const shelly: EmulatedHost = {
  name: 'shelly-plug',
  truth: {
    family: 'lwip',
    kind: 'smart-plug',
    vendor: 'Shelly',
    model: 'SNPL-00112EU',
    names: [{ source: 'mdns', name: 'ShellyPlugS-80646FD0A1B2' }],
  },
  published: [
    LWIP,
    'Shelly, API documentation (GET /shelly: id, mac, model, gen, app; mDNS _shelly._tcp and _http._tcp TXT gen, app, ver); Server: ShellyHTTP/1.0.0',
  ],
  macPrefix: '84:00:ec',
  stack: lwip,
  ports: (self) => ({
    tcp: {
      80: web({
        server: 'ShellyHTTP/1.0.0',
        pages: {
          '/': html('Shelly'),
          '/shelly': json({
            name: 'Lamp',
            id: `shellyplugsg3-${self.mac.replaceAll(':', '')}`,
            mac: self.mac.replaceAll(':', '').toUpperCase(),
            model: 'SNPL-00112EU',
            gen: 2,
            ver: '1.4.4',
            app: 'PlugS',
            auth_en: false,
          }),
        },
      }),
    },
    udp: {
      5353: mdns(self, {
        host: 'ShellyPlugS-80646FD0A1B2',
        services: [
          {
            type: '_shelly._tcp',
            name: 'ShellyPlugS-80646FD0A1B2',
            port: 80,
            text: ['gen=2', 'app=PlugS', 'ver=1.4.4'],
          },
          { type: '_http._tcp', name: 'ShellyPlugS-80646FD0A1B2', port: 80, text: ['gen=2'] },
        ],
      }),
    },
  }),
};

const hue: EmulatedHost = {
  name: 'philips-hue',
  truth: { family: 'linux', kind: 'iot-hub', vendor: 'Philips', model: 'BSB002' },
  published: [
    'GitHub, home-assistant-libs/netdisco issue 7, hass-emulated-hue/core issue 41 (description.xml of a bridge of 2015), bwssytems/ha-bridge issue 1100 (capture: SERVER: Linux/3.14.0 UPnP/1.0 IpBridge/1.32.0, hue-bridgeid), eigenein/my-iot-rs issue 132 (_hue._tcp, /api/config), diyhue/diyHue issue 1040 (subject: C=NL; O=Philips Hue; CN=...fffe...; P-256)',
  ],
  macPrefix: '00:17:88',
  stack: linux3,
  ports: (self) => {
    const serial = self.mac.replaceAll(':', '');
    const bridge = `${serial.slice(0, 6)}FFFE${serial.slice(6)}`.toUpperCase();
    const UDN = uuidOf(self);
    const config = json({
      name: 'Philips hue',
      datastoreversion: '94',
      swversion: '1940042020',
      apiversion: '1.40.0',
      mac: self.mac,
      bridgeid: bridge,
      factorynew: false,
      modelid: 'BSB002',
    });
    return {
      tcp: {
        80: web({
          server: 'nginx',
          pages: {
            '/': html('hue personal wireless lighting'),
            '/description.xml': description({
              deviceType: 'urn:schemas-upnp-org:device:Basic:1',
              ...{
                friendlyName: `Hue Bridge (${self.address})`,
                manufacturer: 'Signify',
                manufacturerURL: 'http://www.philips-hue.com',
              },
              ...{
                modelDescription: 'Philips hue Personal Wireless Lighting',
                modelName: 'Philips hue bridge 2015',
                modelNumber: 'BSB002',
                serialNumber: serial,
                UDN,
              },
            }),
            '/api/config': config,
          },
        }),
        443: tls(
          {
            names: [
              ['C', 'NL'],
              ['O', 'Philips Hue'],
              ['CN', bridge.toLowerCase()],
            ],
          },
          web({ server: 'nginx', pages: { '/': html('hue personal wireless lighting'), '/api/config': config } }),
        ),
        8080: mute,
      },
      udp: {
        1900: ssdp({
          server: 'Linux/3.14.0 UPnP/1.0 IpBridge/1.40.0',
          location: `http://${self.address}:80/description.xml`,
          device: UDN,
          headers: [`hue-bridgeid: ${bridge}`],
        }),
        5353: mdns(self, {
          host: `Philips-hue`,
          services: [
            {
              type: '_hue._tcp',
              name: `Philips Hue - ${serial.slice(6).toUpperCase()}`,
              port: 443,
              text: [`bridgeid=${bridge.toLowerCase()}`, 'modelid=BSB002'],
            },
          ],
        }),
      },
    };
  },
};

export const THINGS: readonly EmulatedHost[] = [esphome, shelly, hue];
