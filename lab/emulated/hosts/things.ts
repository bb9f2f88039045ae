// Small things, controllers, power, machines that run machines, and telephones.
import type { Datagrams, EmulatedHost, Talk } from '../host.ts';
import { freebsd, linux3, linux5, linux26, lwip, plain } from '../stacks.ts';
import { mdns } from '../talk/dns.ts';
import { modbus, s7 } from '../talk/industrial.ts';
import { ftp, greets, mute, sipAnswer, ssh, telnet } from '../talk/lines.ts';
import { snmp } from '../talk/snmp.ts';
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
    'GitHub, home-assistant-libs/netdisco issue 7, hass-emulated-hue/core issue 41 (description.xml of a bridge of 2015), bwssytems/ha-bridge issue 1100 (capture: SERVER: Linux/3.14.0 UPnP/1.0 IpBridge/1.32.0, hue-bridgeid), eigenein/my-iot-rs issue 132 (_hue._tcp, /api/config)',
  ],
  macPrefix: '00:17:88',
  stack: linux3,
  ports: (self) => {
    const serial = self.mac.replaceAll(':', '');
    const bridge = `${serial.slice(0, 6)}FFFE${serial.slice(6)}`.toUpperCase();
    const UDN = uuidOf(self);
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
            '/api/config': json({
              name: 'Philips hue',
              datastoreversion: '94',
              swversion: '1940042020',
              apiversion: '1.40.0',
              mac: self.mac,
              bridgeid: bridge,
              factorynew: false,
              modelid: 'BSB002',
            }),
          },
        }),
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

const siemens: EmulatedHost = {
  name: 'siemens-s7',
  truth: { family: null, kind: 'plc', vendor: 'Siemens', model: '6ES7 315-2EH14-0AB0' },
  published: [
    'RFC 1006; Wireshark, packet-s7comm.c; Snap7 documentation (system status lists 0x0011, 0x001c)',
    'Siemens, "System and Standard Functions for S7-300/400" (the lists\' records); order numbers: Siemens industry mall',
  ],
  macPrefix: '00:1b:1b',
  stack: plain,
  ports: () => ({
    tcp: {
      102: s7({
        order: '6ES7 315-2EH14-0AB0',
        firmware: [3, 2, 6],
        names: {
          1: 'SIMATIC 300(1)',
          2: 'CPU 315-2 PN/DP',
          3: '',
          4: 'Original Siemens Equipment',
          5: 'S C-LAB0004711',
          7: 'CPU 315-2 PN/DP',
        },
      }),
    },
    udp: {
      161: snmp({
        sysDescr: 'Siemens, SIMATIC S7, CPU315-2 PN/DP, 6ES7 315-2EH14-0AB0, HW: 5, FW: V3.2.6, S C-LAB0004711',
        sysObjectID: '.1.3.6.1.4.1.4196.1.1.5.2',
        sysName: '',
      }),
    },
  }),
};

const modicon: EmulatedHost = {
  name: 'schneider-modicon',
  truth: { family: null, kind: 'plc', vendor: 'Schneider Electric', model: 'BMX P34 2020' },
  published: [
    'Modbus Application Protocol 1.1b3 section 6.21; Schneider Electric, "Modicon M340: Ethernet communication" (ports 21, 80, 502; identification: vendor, product code, revision)',
  ],
  macPrefix: '00:80:f4',
  stack: plain,
  ports: () => ({
    tcp: {
      21: ftp('FTP server (VxWorks VxWorks5.4.2) ready.'),
      80: web({ server: 'Schneider-WEB/V2.1.4', pages: { '/': html('Schneider Electric Telecommunications') } }),
      502: modbus(['Schneider Electric', 'BMX P34 2020', 'V2.7']),
    },
    udp: {
      161: snmp({
        sysDescr: 'Schneider Electric  M340 BMX P34 2020',
        sysObjectID: '.1.3.6.1.4.1.3833.1.7.255.35',
        sysName: 'BMX P34 2020',
      }),
    },
  }),
};

const apc: EmulatedHost = {
  name: 'apc-ups',
  truth: {
    family: null,
    kind: 'ups',
    vendor: 'American Power Conversion',
    names: [{ source: 'snmp', name: 'APC_SMART_UPS_5000' }],
  },
  published: [
    'APC, PowerNet MIB (318.1.1.1.1.1.1 upsBasicIdentModel; sysObjectID 318.1.3.27 of an AP9630); GitHub, networkupstools/nut issue 2237 (walk: sysName APC_SMART_UPS_5000), Apollon77/ioBroker.nut issue 64',
    'APC, "UPS Network Management Card 2 user guide" (FTP, telnet, SSH, HTTP; sysDescr with MB, PF, PN, AF1, AN1)',
  ],
  macPrefix: '00:c0:b7',
  stack: plain,
  ports: () => ({
    tcp: {
      21: ftp('AP9630 Network Management Card AOS v6.8.2 FTP server ready.'),
      23: telnet('\r\nUser Name : ', [255, 251, 1, 255, 251, 3]),
      80: web({
        server: 'Allegro-Software-RomPager/4.32',
        pages: {
          '/': { status: '303 See Other', headers: ['Location: /home.htm'] },
          '/home.htm': html('APC | Log On'),
        },
      }),
    },
    udp: {
      161: snmp({
        sysDescr:
          'APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.2 PN:apc_hw05_aos_682.bin AF1:v6.8.2 AN1:apc_hw05_sumx_682.bin MN:AP9630 HR:05 SN: LAB000471100 MD:01/01/2018)',
        sysObjectID: '.1.3.6.1.4.1.318.1.3.27',
        sysName: 'APC_SMART_UPS_5000',
        engine: '8000013e0300c0b7123456',
        more: {
          '1.3.6.1.4.1.318.1.1.1.1.1.1.0': 'Smart-UPS 5000',
          '1.3.6.1.2.1.33.1.1.1.0': 'APC',
          '1.3.6.1.2.1.33.1.1.2.0': 'Smart-UPS 5000',
        },
      }),
    },
  }),
};

const esxi: EmulatedHost = {
  name: 'vmware-esxi',
  truth: {
    family: 'vmware-esxi',
    kind: 'hypervisor',
    vendor: 'Dell',
    names: [{ source: 'snmp', name: 'esx1.example.net' }],
  },
  published: [
    'GitHub, kentik/snmp-profiles issues 477, 783 (sysObjectID 6876.4.1; "VMware ESXi 8.0.1 build-21495797 VMware, Inc. x86_64")',
    'VMware, "TCP and UDP ports required to access ESXi" (22, 80, 443, 902, 8000, 427); authd greets on 902 ("220 VMware Authentication Daemon")',
    'its TCP/IP stack came from FreeBSD (VMware, open source disclosure of ESXi)',
  ],
  macPrefix: 'd0:94:66',
  stack: { ...freebsd, windowScale: 9 },
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_8.3'),
      80: web({
        pages: { '*': { status: '301 Moved Permanently', headers: ['Location: https://esx1.example.net/'] } },
      }),
      427: mute,
      902: greets(
        '220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n',
      ),
      8000: mute,
    },
    udp: {
      161: snmp({
        sysDescr: 'VMware ESXi 8.0.1 build-21495797 VMware, Inc. x86_64',
        sysObjectID: '.1.3.6.1.4.1.6876.4.1',
        sysName: 'esx1.example.net',
        engine: '80001adc0580a1b2c3d4e5f60708',
      }),
    },
  }),
};

const proxmox: EmulatedHost = {
  name: 'proxmox',
  truth: { family: 'linux', kind: 'hypervisor' },
  published: [
    'Proxmox VE administration guide, "Firewall: ports used" (8006, 3128, 22, 111); pveproxy (Server: pve-api-daemon/3.0), title "NODE - Proxmox Virtual Environment"',
  ],
  macPrefix: 'ac:1f:6b',
  stack: linux5,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_9.2p1 Debian-2+deb12u2'),
      111: mute,
      3128: mute,
      // In truth inside TLS, which is not played: pveproxy answers bare HTTP with a redirection (pveproxy, "HTTP to HTTPS redirect", 7.1).
      8006: web({ server: 'pve-api-daemon/3.0', pages: { '/': html('pve1 - Proxmox Virtual Environment') } }),
    },
  }),
};

const idrac: EmulatedHost = {
  name: 'dell-idrac',
  truth: {
    family: 'linux',
    kind: 'management-controller',
    vendor: 'Dell',
    names: [{ source: 'snmp', name: 'idrac-7XYZ123' }],
  },
  published: [
    'Dell, "iDRAC9 user\'s guide" (ports 22, 80, 443, 5900, 161, 623), iDRAC MIB (674.10892.5); Dell, iDRAC open source (Linux); Server: Mbedthis-Appweb/2.4.2 of iDRAC7 and 8',
  ],
  macPrefix: '24:6e:96',
  stack: linux3,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_7.6'),
      80: web({
        server: 'Mbedthis-Appweb/2.4.2',
        pages: { '/': { status: '302 Found', headers: ['Location: https://idrac-7XYZ123/start.html'] } },
      }),
      5900: mute,
    },
    udp: {
      161: snmp({
        sysDescr: 'Linux idrac-7XYZ123 3.4.11 #1 Mon Mar 12 2018 ppc',
        sysObjectID: '.1.3.6.1.4.1.674.10892.5',
        sysName: 'idrac-7XYZ123',
        engine: '80001f8880e9630000d61ff450',
        more: {
          '1.3.6.1.4.1.674.10892.5.1.1.1.0': 'Integrated Dell Remote Access Controller 8',
          '1.3.6.1.4.1.674.10892.5.1.1.2.0': 'iDRAC8',
        },
      }),
    },
  }),
};

const ilo: EmulatedHost = {
  name: 'hp-ilo',
  truth: { family: null, kind: 'management-controller', vendor: 'Hewlett Packard' },
  published: [
    'GitHub, airbus-seclab/ilo4_toolbox issue 6 (/upnp/BasicDevice.xml of an iLO 4 in a ProLiant DL360 Gen9)',
    'HPE, "iLO 4 user guide" (22, 80, 443, 17988), /xmldata?item=All; Server: HP-iLO-Server/1.30',
  ],
  macPrefix: '94:57:a5',
  stack: plain,
  ports: (self) => ({
    tcp: {
      22: ssh('mpSSH_0.2.1'),
      80: web({
        server: 'HP-iLO-Server/1.30',
        pages: {
          '/': html('HP iLO Login'),
          '/upnp/BasicDevice.xml': description({
            deviceType: 'urn:schemas-upnp-org:device:Basic:1',
            ...{
              friendlyName: 'ILOAB01234C5D',
              manufacturer: 'Hewlett Packard Enterprise',
              manufacturerURL: 'http://www.hpe.com/',
            },
            ...{
              modelDescription: 'iLO 4 in ProLiant DL360 Gen9',
              modelName: 'iLO 4 in ProLiant DL360 Gen9',
              modelNumber: '2.60',
              serialNumber: 'AB01234C5D',
              UDN: uuidOf(self),
            },
          }),
        },
      }),
      17988: mute,
    },
    udp: {
      1900: ssdp({
        server: 'HP-iLO-4/2.60 UPnP/1.0 HP-iLO/2.60',
        location: `http://${self.address}/upnp/BasicDevice.xml`,
        device: uuidOf(self),
      }),
    },
  }),
};

const sip = (line: string): Datagrams => ({ answer: (heard) => sipAnswer(heard, line) });
const sipTcp = (line: string): Talk => ({
  answer(heard) {
    const said = heard.toString('latin1').endsWith('\r\n\r\n') ? sipAnswer(heard, line) : null;
    return said === null ? null : { bytes: said };
  },
});

const polycom: EmulatedHost = {
  name: 'polycom-vvx',
  truth: { family: null, kind: 'voip-phone', vendor: 'Polycom' },
  published: [
    'Polycom, "UC Software administrator guide" (voIpProt.SIP.useragent: PolycomVVX-VVX_410-UA/5.9.0.9373; web configuration utility)',
  ],
  macPrefix: '64:16:7f',
  stack: plain,
  ports: () => {
    const line = 'User-Agent: PolycomVVX-VVX_410-UA/5.9.0.9373';
    return {
      tcp: {
        80: web({
          server: 'Polycom SoundPoint IP Telephone HTTPd',
          pages: { '/': html('Polycom - Configuration Utility') },
        }),
        5060: sipTcp(line),
      },
      udp: { 5060: sip(line) },
    };
  },
};

const yealink: EmulatedHost = {
  name: 'yealink-t46s',
  truth: { family: 'linux', kind: 'voip-phone', vendor: 'Yealink', model: 'SIP-T46S' },
  published: [
    'Yealink, "SIP-T4xS administrator guide" (User-Agent: Yealink SIP-T46S 66.84.0.15), GPL source code (Linux 2.6)',
  ],
  macPrefix: '80:5e:c0',
  stack: linux26,
  ports: () => {
    const line = 'User-Agent: Yealink SIP-T46S 66.84.0.15';
    return {
      tcp: { 80: web({ server: 'embed httpd', pages: { '/': html('Yealink T46S Phone') } }), 5060: sipTcp(line) },
      udp: { 5060: sip(line) },
    };
  },
};

const snom: EmulatedHost = {
  name: 'snom-d785',
  truth: { family: 'linux', kind: 'voip-phone', vendor: 'snom', model: 'snomD785' },
  published: [
    'Snom, service hub: "User agent" (snomD785/10.1.54.13), "Open source" (Linux), web interface (Server: snom embedded)',
  ],
  macPrefix: '00:04:13',
  stack: linux3,
  ports: () => {
    const line = 'User-Agent: snomD785/10.1.54.13';
    return {
      tcp: { 80: web({ server: 'snom embedded', pages: { '/': html('snom D785') } }), 5060: sipTcp(line) },
      udp: { 5060: sip(line) },
    };
  },
};

export const THINGS: readonly EmulatedHost[] = [
  esphome,
  shelly,
  hue,
  siemens,
  modicon,
  apc,
  esxi,
  proxmox,
  idrac,
  ilo,
  polycom,
  yealink,
  snom,
];
