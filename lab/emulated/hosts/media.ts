// What plays.
import type { EmulatedHost } from '../host.ts';
import { linux3, linux5, linux26 } from '../stacks.ts';
import { mdns } from '../talk/dns.ts';
import { mute } from '../talk/lines.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { json, type Page, web } from '../talk/web.ts';

const sonos: EmulatedHost = {
  name: 'sonos',
  truth: { family: 'linux', kind: 'speaker', vendor: 'Sonos', model: 'Sonos One' },
  published: [
    'GitHub, openhab/openhab-addons issue 6793, jishi/node-sonos-http-api issue 880 (descriptions of a Sonos One: S13), SoCo/SoCo pull 65 (SERVER: Linux UPnP/1.0 Sonos/...)',
  ],
  macPrefix: '78:28:ca',
  stack: linux3,
  ports: (self) => {
    const id = `RINCON_${self.mac.replaceAll(':', '').toUpperCase()}01400`;
    const server = 'Linux UPnP/1.0 Sonos/55.1-74250 (ZPS13)';
    return {
      tcp: {
        1400: web({
          server,
          pages: {
            '/xml/device_description.xml': description({
              deviceType: 'urn:schemas-upnp-org:device:ZonePlayer:1',
              ...{
                friendlyName: `${self.address} - Sonos One`,
                manufacturer: 'Sonos, Inc.',
                manufacturerURL: 'http://www.sonos.com',
              },
              ...{ modelNumber: 'S13', modelDescription: 'Sonos One', modelName: 'Sonos One', UDN: `uuid:${id}` },
              more: `<softwareVersion>55.1-74250</softwareVersion><serialNum>${self.mac.replaceAll(':', '-').toUpperCase()}:8</serialNum><roomName>Kitchen</roomName><displayName>One</displayName>`,
            }),
          },
        }),
        1443: mute,
      },
      udp: {
        1900: ssdp({
          server,
          location: `http://${self.address}:1400/xml/device_description.xml`,
          device: `uuid:${id}`,
          targets: ['urn:schemas-upnp-org:device:ZonePlayer:1'],
          headers: ['X-RINCON-BOOTSEQ: 91'],
        }),
        5353: mdns(self, {
          host: `Sonos-${self.mac.replaceAll(':', '').toUpperCase()}`,
          services: [
            {
              type: '_sonos._tcp',
              name: `${id}@Kitchen`,
              port: 1443,
              text: ['vers=1', 'info=/api/v1/players/info', 'protovers=1.17.1'],
            },
          ],
        }),
      },
    };
  },
};

const chromecast: EmulatedHost = {
  name: 'chromecast',
  truth: { family: 'linux', kind: 'media-player', vendor: 'Google', model: 'Chromecast' },
  published: [
    'GitHub, hashicorp/mdns issue 20 (TXT: md=Chromecast, fn=...), thibauts/node-castv2-client issue 57 (port 8008, /ssdp/device-desc.xml)',
    'GitHub, home-assistant/core issue 46822 (SSDP SERVER "Linux/..., UPnP/1.0, Portable SDK for UPnP devices" at 8008)',
  ],
  macPrefix: 'f4:f5:d8',
  stack: linux3,
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        8008: web({
          pages: {
            '/ssdp/device-desc.xml': description({
              deviceType: 'urn:dial-multiscreen-org:device:dial:1',
              ...{ friendlyName: 'Den TV', manufacturer: 'Google Inc.', modelName: 'Eureka Dongle', UDN },
            }),
            '/setup/eureka_info': json({
              name: 'Den TV',
              build_version: '272196',
              device_info: { model_name: 'Chromecast', manufacturer: 'Google Inc.' },
              mac_address: self.mac.toUpperCase(),
            }),
          },
        }),
        8009: mute,
      },
      udp: {
        1900: ssdp({
          server: 'Linux/3.8.13+, UPnP/1.0, Portable SDK for UPnP devices/1.6.18',
          location: `http://${self.address}:8008/ssdp/device-desc.xml`,
          device: UDN,
          targets: ['urn:dial-multiscreen-org:service:dial:1'],
        }),
        5353: mdns(self, {
          host: '9472d231-2334-4568-ad3c-5660f5bd0000',
          services: [
            {
              type: '_googlecast._tcp',
              name: 'Chromecast-9472d23123344568ad3c5660f5bd0000',
              port: 8009,
              text: [
                'id=9472d23123344568ad3c5660f5bd0000',
                've=05',
                'md=Chromecast',
                'ic=/setup/icon.png',
                'fn=Den TV',
                'ca=4101',
                'st=0',
                'rs=',
              ],
            },
          ],
        }),
      },
    };
  },
};

const roku: EmulatedHost = {
  name: 'roku',
  truth: { family: 'linux', kind: 'media-player', vendor: 'Roku', model: '4802X' },
  published: [
    'GitHub, UniversalMediaServer issue 5789 (description of a 4802X at port 8060)',
    'Roku, "External Control Protocol" (SSDP roku:ecp, /query/device-info)',
  ],
  macPrefix: 'b0:a7:37',
  stack: linux5,
  ports: (self) => {
    const UDN = uuidOf(self);
    const server = 'Roku/12.5.0 UPnP/1.0 Roku/12.5.0';
    const info: Page = {
      type: 'text/xml',
      body: '<?xml version="1.0" encoding="UTF-8" ?><device-info><serial-number>LAB0004711</serial-number><vendor-name>Roku</vendor-name><model-name>Roku Ultra</model-name><model-number>4802X</model-number><is-tv>false</is-tv><is-stick>false</is-stick><user-device-name>Loft Roku</user-device-name><software-version>12.5.0</software-version></device-info>',
    };
    return {
      tcp: {
        8060: web({
          server,
          pages: {
            '/': description({
              deviceType: 'urn:roku-com:device:player:1-0',
              ...{
                friendlyName: 'Loft Roku',
                manufacturer: 'Roku',
                manufacturerURL: 'http://www.roku.com/',
                modelDescription: 'Roku Streaming Player Network Media',
              },
              ...{ modelName: '4802X', modelNumber: '4802X', serialNumber: 'LAB0004711', UDN },
            }),
            '/query/device-info': info,
          },
        }),
      },
      udp: { 1900: ssdp({ server, location: `http://${self.address}:8060/`, device: UDN, targets: ['roku:ecp'] }) },
    };
  },
};

const samsung: EmulatedHost = {
  name: 'samsung-tv',
  truth: { family: 'linux', kind: 'tv', vendor: 'Samsung' },
  published: [
    'GitHub, kdschlosser/samsungctl issues 2 (SERVER: Samsung-Linux/4.1, UPnP/1.0, Samsung_UPnP_SDK/1.0; ports 9119, 7676), 31 (descriptions), 78',
    'Samsung, "Smart View SDK" (http://TV:8001/api/v2/)',
  ],
  macPrefix: '00:16:32',
  stack: linux3,
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        7676: web({
          server: 'Samsung-Linux/4.1, UPnP/1.0, Samsung_UPnP_SDK/1.0',
          pages: {
            '/rcr/': description({
              deviceType: 'urn:samsung.com:device:RemoteControlReceiver:1',
              ...{
                friendlyName: '[TV] Samsung 6 Series (55)',
                manufacturer: 'Samsung Electronics',
                manufacturerURL: 'http://www.samsung.com/sec',
              },
              ...{
                modelDescription: 'Samsung TV RCR',
                modelName: 'UE55MU6179',
                modelNumber: '1.0',
                serialNumber: '20090804RCR',
                UDN,
              },
            }),
          },
        }),
        8001: web({
          pages: {
            '/api/v2/': json({
              device: {
                type: 'Samsung SmartTV',
                name: '[TV] Samsung 6 Series (55)',
                modelName: 'UE55MU6179',
                model: '17_KANTM_UHD',
                OS: 'Tizen',
                wifiMac: self.mac,
              },
            }),
          },
        }),
        8002: mute,
      },
      udp: {
        1900: ssdp({
          server: 'Samsung-Linux/4.1, UPnP/1.0, Samsung_UPnP_SDK/1.0',
          location: `http://${self.address}:7676/rcr/`,
          device: UDN,
          targets: ['urn:samsung.com:device:RemoteControlReceiver:1'],
        }),
      },
    };
  },
};

const lg: EmulatedHost = {
  name: 'lg-tv',
  truth: { family: 'linux', kind: 'tv', vendor: 'LG' },
  published: [
    'GitHub, UniversalMediaServer pull 951 (friendlyName "[LG] webOS TV", manufacturer "LG Electronics.", modelName "LG TV"), home-assistant/core issue 4128 (webos-second-screen), anacrolix/dms issue 78 (Linux/4.4.3, DLNADeviceName.lge.com)',
    'LG, webOS TV developer documentation (port 3000)',
  ],
  macPrefix: '64:e4:a5',
  stack: linux5,
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        1164: web({
          server: 'WebOS/1.5 UPnP/1.0',
          pages: {
            '/': description({
              deviceType: 'urn:schemas-upnp-org:device:MediaRenderer:1',
              ...{
                friendlyName: '[LG] webOS TV OLED65B7D',
                manufacturer: 'LG Electronics.',
                manufacturerURL: 'http://www.lge.com',
              },
              ...{ modelDescription: 'LG WebOSTV DMRplus', modelName: 'LG TV', modelNumber: '1.0', UDN },
            }),
          },
        }),
        3000: web({ pages: { '/': { body: 'Hello world\n', type: 'text/plain' } } }),
        3001: mute,
      },
      udp: {
        1900: ssdp({
          server: 'WebOS/1.5 UPnP/1.0 webOSTV/1.0',
          location: `http://${self.address}:1164/`,
          device: UDN,
          targets: ['urn:lge-com:service:webos-second-screen:1'],
          headers: ['DLNADeviceName.lge.com: %5bLG%5d%20webOS%20TV%20OLED65B7D'],
        }),
      },
    };
  },
};

const echo: EmulatedHost = {
  name: 'amazon-echo',
  truth: { family: 'android', kind: null, vendor: 'Amazon' },
  published: [
    'Amazon, "Echo: open source notices" (Fire OS is Android); Spotify Connect on port 4070 (_spotify-connect._tcp, Spotify developer documentation)',
  ],
  macPrefix: '3c:5c:c4',
  stack: linux26,
  ports: (self) => ({
    tcp: { 4070: mute, 55442: mute },
    udp: {
      5353: mdns(self, {
        host: 'amazon-3c5cc4',
        services: [
          { type: '_spotify-connect._tcp', name: 'amzn-wplay', port: 4070, text: ['VERSION=1.0', 'CPath=/zc'] },
        ],
      }),
    },
  }),
};

export const MEDIA: readonly EmulatedHost[] = [sonos, chromecast, roku, samsung, lg, echo];
