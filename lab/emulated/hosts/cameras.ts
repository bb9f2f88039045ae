// Cameras and video recorders.
import type { EmulatedHost } from '../host.ts';
import { linux3, linux5, linux26 } from '../stacks.ts';
import { dahua, sadp, wsDiscovery } from '../talk/discovery.ts';
import { mdns } from '../talk/dns.ts';
import { mute, rtsp } from '../talk/lines.ts';
import { snmp } from '../talk/snmp.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { html, web } from '../talk/web.ts';

const onvif = (address: string, name: string, hardware: string) =>
  wsDiscovery(
    'n:NetworkVideoTransmitter',
    `onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/${encodeURIComponent(name)} onvif://www.onvif.org/hardware/${hardware}`,
    `http://${address}/onvif/device_service`,
    'urn:uuid:3f2c1a00-0000-4000-8000-00000000000c',
  );
const ONVIF = 'ONVIF Core Specification section 7 (discovery: types and scopes)';

const hikvision: EmulatedHost = {
  name: 'hikvision-camera',
  truth: { family: 'linux', kind: 'camera', vendor: 'Hikvision', model: 'DS-2CD2042WD-I' },
  published: [
    'Hikvision, SADP user manual (the columns of its table), "IP camera: ports" (80, 554, 8000); open implementations of SADP',
    'GitHub, petrleocompel/hikaxpro_hacs issue 56 (Server: Webs); edgexfoundry/device-onvif-camera issue 134 (answers to ONVIF probes)',
    ONVIF,
  ],
  macPrefix: '44:19:b6',
  stack: linux26,
  ports: (self) => ({
    tcp: {
      80: web({
        server: 'Webs',
        pages: {
          '/': {
            headers: ['ETag: "0-5d4-1e0"'],
            body: '<!doctype html><html><head><title></title><script>window.location.href="/doc/page/login.asp?_"+(new Date()).getTime();</script></head></html>',
          },
          '/doc/page/login.asp': html('login'),
        },
      }),
      554: rtsp(undefined, '4419b6000000'),
      8000: mute,
    },
    udp: {
      3702: onvif(self.address, 'HIKVISION DS-2CD2042WD-I', 'DS-2CD2042WD-I'),
      37020: sadp(self, 'DS-2CD2042WD-I', 'DS-2CD2042WD-I20160405AAWR585000000', 'V5.4.5build 170124', '139269'),
    },
  }),
};

const hikvisionRecorder: EmulatedHost = {
  name: 'hikvision-nvr',
  truth: { family: 'linux', kind: 'video-recorder', vendor: 'Hikvision', model: 'DS-7608NI-K2' },
  published: [
    'GitHub, centreon/centreon-plugins issue 3211 (a DS-7608NI-K2 and its ports)',
    'Hikvision, SADP user manual',
  ],
  macPrefix: 'a4:d5:c2',
  stack: linux3,
  ports: (self) => ({
    tcp: {
      80: web({ server: 'webserver', pages: { '/': html('index') } }),
      554: rtsp(undefined, 'a4d5c2000000'),
      8000: mute,
    },
    udp: {
      37020: sadp(self, 'DS-7608NI-K2', 'DS-7608NI-K20820190101CCRRD00000000WCVU', 'V4.22.005build 191208', '76320'),
    },
  }),
};

const axis: EmulatedHost = {
  name: 'axis-camera',
  truth: {
    family: 'linux',
    kind: 'camera',
    vendor: 'Axis',
    model: 'AXIS M1065-LW',
    names: [{ source: 'mdns', name: 'axis-accc8e000001' }],
  },
  published: [
    'GitHub, home-assistant/core pull 39877 (_axis-video._tcp, macaddress ACCC8E..., 00408C..., B8A44F...)',
    'Axis, "Network discovery" (mDNS, UPnP, WS-Discovery: names AXIS MODEL - SERIAL, host axis-SERIAL); OpenBSD-free: AXIS OS is Linux (Axis, AXIS OS knowledge base)',
    ONVIF,
  ],
  macPrefix: 'ac:cc:8e',
  stack: linux5,
  ports: (self) => {
    const serial = self.mac.replaceAll(':', '').toUpperCase();
    const UDN = uuidOf(self);
    return {
      tcp: {
        80: web({
          server: 'Apache/2.4.48 (Unix) OpenSSL/1.1.1k',
          pages: {
            '/': html('AXIS', '<a href="/camera/index.html"></a>'),
            '/rootdesc1.xml': description({
              deviceType: 'urn:axis-com:device:NetworkVideoCamera:1',
              ...{
                friendlyName: `AXIS M1065-LW - ${serial}`,
                manufacturer: 'AXIS',
                manufacturerURL: 'http://www.axis.com/',
              },
              ...{
                modelDescription: 'AXIS M1065-LW Network Camera',
                modelName: 'AXIS M1065-LW',
                modelNumber: 'M1065-LW',
                serialNumber: serial,
                UDN,
              },
            }),
          },
        }),
        554: rtsp('GStreamer RTSP server', `AXIS_${serial}`),
      },
      udp: {
        1900: ssdp({
          server: 'Linux/4.9.206-axis8, UPnP/1.0, Portable SDK for UPnP devices/1.6.18',
          location: `http://${self.address}:80/rootdesc1.xml`,
          device: UDN,
        }),
        3702: onvif(self.address, 'AXIS M1065-LW', 'M1065-LW'),
        5353: mdns(self, {
          host: 'axis-accc8e000001',
          services: [
            { type: '_axis-video._tcp', name: `AXIS M1065-LW - ${serial}`, port: 80, text: [`macaddress=${serial}`] },
            { type: '_rtsp._tcp', name: `AXIS M1065-LW - ${serial}`, port: 554, text: ['path=axis-media/media.amp'] },
          ],
        }),
      },
    };
  },
};

const dahuaCamera: EmulatedHost = {
  name: 'dahua-camera',
  truth: { family: 'linux', kind: 'camera', vendor: 'Dahua', model: 'IPC-HDW5231R-ZE' },
  published: [
    'Dahua, ConfigTool user manual (port 37810), "Default ports" (80, 554, 37777); open implementations of DHIP',
    ONVIF,
  ],
  macPrefix: '3c:ef:8c',
  stack: linux3,
  ports: (self) => ({
    tcp: {
      80: web({ pages: { '/': html('WEB SERVICE') } }),
      554: rtsp('Rtsp Server/3.0', 'Login to 5A0D8A1PAG00000'),
      37777: mute,
    },
    udp: {
      3702: onvif(self.address, 'Dahua', 'IPC-HDW5231R-ZE'),
      37810: dahua(self, 'IPC-HDW5231R-ZE', '5A0D8A1PAG00000', 'IPC'),
    },
  }),
};

const dahuaRecorder: EmulatedHost = {
  name: 'dahua-nvr',
  truth: { family: null, kind: 'video-recorder', vendor: 'Dahua' },
  published: [
    'GitHub, librenms/librenms issue 8126 (walk of a DH-NVR: sysDescr "NVR", sysObjectID 1004849.3.2.10)',
    'Dahua, ConfigTool user manual',
  ],
  macPrefix: '4c:11:bf',
  stack: linux3,
  ports: (self) => ({
    tcp: {
      80: web({ pages: { '/': html('WEB SERVICE') } }),
      554: rtsp('Rtsp Server/2.0', 'Login to 2F0000000'),
      37777: mute,
    },
    udp: {
      161: snmp({
        sysDescr: 'NVR',
        sysObjectID: '.1.3.6.1.4.1.1004849.3.2.10',
        sysName: '(none)',
        sysLocation: 'Unknown',
        engine: '80001f8880e9630000d61ff452',
      }),
      37810: dahua(self, 'DHI-NVR4216', '2F0000000', 'NVR'),
    },
  }),
};

export const CAMERAS: readonly EmulatedHost[] = [hikvision, hikvisionRecorder, axis, dahuaCamera, dahuaRecorder];
