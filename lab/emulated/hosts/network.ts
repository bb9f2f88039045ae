// Routers, switches and access points.
import type { EmulatedHost } from '../host.ts';
import { ciscoIos, junos, linux3, linux5, linux26 } from '../stacks.ts';
import { mndp, ubiquiti } from '../talk/discovery.ts';
import { ftp, greets, mute, ssh, telnet } from '../talk/lines.ts';
import { snmp } from '../talk/snmp.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { html, web } from '../talk/web.ts';

const catalyst: EmulatedHost = {
  name: 'cisco-catalyst',
  truth: {
    family: 'cisco-ios',
    kind: 'switch',
    vendor: 'Cisco',
    model: 'C2960',
    names: [{ source: 'snmp', name: 'sw-floor1.example.net' }],
  },
  published: [
    'Cisco, "ip tcp window-size" (4128), "Cisco IOS Configuration Fundamentals" (User Access Verification), CISCO-PRODUCTS-MIB (catalyst2960x48... 1208: fusioninventory/sysobject.ids issue 79)',
    'erg.abdn.ac.uk, captures of telnet to a Cisco router (TTL 255 at its start, fragments allowed, a counter)',
  ],
  macPrefix: '00:03:9f',
  stack: ciscoIos,
  ports: () => ({
    tcp: {
      22: ssh('Cisco-1.25'),
      23: telnet(
        '\r\n\r\nUser Access Verification\r\n\r\nPassword: ',
        [255, 251, 1, 255, 251, 3, 255, 253, 24, 255, 253, 31],
      ),
      80: web({
        server: 'cisco-IOS',
        pages: {
          '*': {
            status: '401 Unauthorized',
            headers: ['WWW-Authenticate: Basic realm="level_15 or view_access"'],
            body: '',
          },
        },
      }),
    },
    udp: {
      161: snmp({
        sysDescr:
          'Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(2)E6, RELEASE SOFTWARE (fc1)\r\nTechnical Support: http://www.cisco.com/techsupport\r\nCopyright (c) 1986-2016 by Cisco Systems, Inc.\r\nCompiled Fri 16-Dec-16 21:27 by prod_rel_team',
        sysObjectID: '.1.3.6.1.4.1.9.1.1208',
        sysName: 'sw-floor1.example.net',
        sysServices: 2,
        engine: '800000090300003a9f0a0b0c',
      }),
    },
  }),
};

const juniper: EmulatedHost = {
  name: 'juniper-mx',
  truth: {
    family: 'junos',
    kind: 'router',
    vendor: 'Juniper',
    model: 'mx960',
    names: [{ source: 'snmp', name: 'mx1.example.net' }],
  },
  published: [
    'GitHub, mtoshi/sysdescrparser pull request 2 (sysDescr of an mx960); Juniper, JUNIPER-CHASSIS-DEFINES-MIB (jnxProductNameMX960: 2636.1.1.1.2.21)',
    'Juniper, CLI User Guide (the greeting of telnet: "NAME (ttyp0)", "login:"); Network Management Guide, engine-id (of the address, by default)',
  ],
  macPrefix: '00:05:85',
  stack: junos,
  ports: () => ({
    tcp: { 23: telnet('\r\n\r\nmx1.example.net (ttyp0)\r\n\r\nlogin: ') },
    udp: {
      161: snmp({
        sysDescr:
          'Juniper Networks, Inc. mx960 internet router, kernel JUNOS 15.1X12, Build date: 2018-05-02 08:11:56 UTC Copyright (c) 1996-2018 Juniper Networks, Inc.',
        sysObjectID: '.1.3.6.1.4.1.2636.1.1.1.2.21',
        sysName: 'mx1.example.net',
        sysServices: 4,
        engine: '80000a4c01c6336401',
      }),
    },
  }),
};

const mikrotik: EmulatedHost = {
  name: 'mikrotik',
  truth: {
    family: 'routeros',
    kind: 'router',
    vendor: 'MikroTik',
    model: 'RB951Ui-2HnD',
    names: [{ source: 'snmp', name: 'RP' }],
  },
  published: [
    'GitHub, fusioninventory/fusioninventory-agent issue 374 (sysDescr "RouterOS RB951Ui-2HnD", sysObjectID 14988.1, sysName RP)',
    'MikroTik documentation, "Services" (21, 22, 23, 80, 8291, 8728, 8729), "Neighbor discovery"; Wireshark, packet-mndp.c',
    'MikroTik changelog: RouterOS 6 has Linux 3.3.5',
  ],
  macPrefix: '4c:5e:0c',
  stack: linux26,
  ports: (self) => ({
    tcp: {
      21: ftp('RP FTP server (MikroTik 6.49.10) ready'),
      22: ssh('ROSSSH'),
      23: telnet('\r\nMikroTik v6.49.10 (stable)\r\nLogin: '),
      80: web({ pages: { '/': html('RouterOS router configuration page', '<h1>RouterOS v6.49.10</h1>') } }),
      2000: greets('\x01\x00\x00\x00'),
      8291: mute,
      8728: mute,
    },
    udp: {
      161: snmp({
        sysDescr: 'RouterOS RB951Ui-2HnD',
        sysObjectID: '.1.3.6.1.4.1.14988.1',
        sysName: 'RP',
        sysLocation: 'office',
        sysServices: 78,
      }),
      5678: mndp(self, 'RP', '6.49.10 (stable)', 'RB951Ui-2HnD'),
    },
  }),
};

const fritzbox: EmulatedHost = {
  name: 'fritzbox',
  truth: { family: 'linux', kind: 'router', vendor: 'AVM', model: 'FRITZ!Box 7590' },
  published: [
    'GitHub, gethomepage/homepage issue 371 (tr64desc.xml of a 7590), home-assistant/core issue 57243 (description of a 7530), soef/ioBroker.tr-064 issue 68',
    'AVM, "TR-064: first steps" (port 49000); AVM, source code of FRITZ!OS (Linux)',
  ],
  macPrefix: '2c:91:ab',
  stack: linux3,
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        53: mute,
        80: web({ pages: { '/': html('FRITZ!Box') } }),
        49000: web({
          server: 'FRITZ!Box 7590 UPnP/1.0 AVM FRITZ!Box 7590 154.07.50',
          pages: {
            '/igddesc.xml': description({
              deviceType: 'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
              ...{ friendlyName: 'FRITZ!Box 7590', manufacturer: 'AVM Berlin', manufacturerURL: 'http://www.avm.de' },
              ...{ modelDescription: 'FRITZ!Box 7590', modelName: 'FRITZ!Box 7590', modelNumber: 'avm', UDN },
            }),
            '/tr64desc.xml': description({
              deviceType: 'urn:dslforum-org:device:InternetGatewayDevice:1',
              ...{
                friendlyName: 'FRITZ!Box 7590',
                manufacturer: 'AVM',
                manufacturerURL: 'www.avm.de',
                modelDescription: 'FRITZ!Box 7590',
              },
              ...{ modelName: 'FRITZ!Box 7590', modelNumber: '7590 - avm', UDN },
            }),
          },
        }),
      },
      udp: {
        1900: ssdp({
          server: 'FRITZ!Box 7590 UPnP/1.0 AVM FRITZ!Box 7590 154.07.50',
          location: `http://${self.address}:49000/igddesc.xml`,
          device: UDN,
          targets: ['urn:schemas-upnp-org:device:InternetGatewayDevice:1'],
        }),
      },
    };
  },
};

const unifi: EmulatedHost = {
  name: 'unifi-ap',
  truth: {
    family: 'linux',
    kind: 'access-point',
    vendor: 'Ubiquiti',
    model: 'UAP-AC-Pro-Gen2',
    names: [{ source: 'ubiquiti-discovery', name: 'ap-hall' }],
  },
  published: [
    'Rapid7, "Ubiquiti Discovery Service Exposures" (2019: fields, U7PG2 is a UAP-AC-Pro)',
    'Ubiquiti, "UniFi: required ports reference" (10001, 22); its firmware is OpenWrt with dropbear',
  ],
  macPrefix: 'f4:92:bf',
  stack: linux3,
  ports: (self) => ({
    tcp: { 22: ssh('dropbear_2017.75') },
    udp: { 10001: ubiquiti(self, 'ap-hall', 'U7PG2', 'UAP-AC-Pro-Gen2', 'BZ.qca956x.v4.3.28.11361.210128.1533') },
  }),
};

const archer: EmulatedHost = {
  name: 'tp-link-archer',
  truth: { family: 'linux', kind: 'router', vendor: 'TP-Link', model: 'Archer_C8' },
  published: [
    'GitHub, ofekp/TinyUPnP issue 1 (description of an Archer C8: friendlyName, modelName, port 1900)',
    'TP-Link, GPL code center, Archer C8 (Linux 2.6.36)',
  ],
  macPrefix: '50:c7:bf',
  stack: linux26,
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        80: web({ server: 'Router Webserver', pages: { '/': html('Archer C8') } }),
        1900: web({
          server: 'ipos/7.0 UPnP/1.0 ipGENADevice/1.0',
          pages: {
            '/igd.xml': description({
              deviceType: 'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
              ...{
                friendlyName: 'Wireless Router Archer C8',
                manufacturer: 'TP-LINK',
                manufacturerURL: 'http://www.tp-link.com',
              },
              ...{ modelDescription: 'Wireless Router Archer C8', modelName: 'Archer_C8', modelNumber: '1.0', UDN },
              presentationURL: `http://${self.address}:80/`,
            }),
          },
        }),
      },
      udp: {
        1900: ssdp({
          server: 'ipos/7.0 UPnP/1.0 Archer C8/1.0',
          location: `http://${self.address}:1900/igd.xml`,
          device: UDN,
          targets: ['urn:schemas-upnp-org:device:InternetGatewayDevice:1'],
        }),
      },
    };
  },
};

const openwrt: EmulatedHost = {
  name: 'openwrt',
  truth: { family: 'linux', kind: 'router' },
  published: ['OpenWrt, package/network/services (dropbear, uhttpd, dnsmasq), luci (title of its page)'],
  macPrefix: '18:d6:c7',
  stack: linux5,
  ports: () => ({
    tcp: {
      22: ssh('dropbear'),
      53: mute,
      80: web({
        pages: {
          '/': {
            headers: ['Cache-Control: no-cache'],
            body: '<html><head><meta http-equiv="refresh" content="0; URL=cgi-bin/luci/" /></head></html>',
          },
          '/cgi-bin/luci/': { status: '403 Forbidden', ...html('OpenWrt - LuCI') },
        },
      }),
    },
  }),
};

export const NETWORK: readonly EmulatedHost[] = [catalyst, juniper, mikrotik, fritzbox, unifi, archer, openwrt];
