// Storage on the network.
import type { EmulatedHost } from '../host.ts';
import { linux3, linux5 } from '../stacks.ts';
import { mdns } from '../talk/dns.ts';
import { ftp, mute, ssh } from '../talk/lines.ts';
import { fileServer, netbios } from '../talk/netbios.ts';
import { smb } from '../talk/smb.ts';
import { snmp } from '../talk/snmp.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { html, web } from '../talk/web.ts';

const samba = (computer: string) =>
  smb({ computer, domain: computer, dnsComputer: computer.toLowerCase(), dnsDomain: '', version: '6.1.0' });

const synology: EmulatedHost = {
  name: 'synology',
  truth: {
    family: 'linux',
    kind: 'nas',
    vendor: 'Synology',
    model: 'DS918+',
    names: [
      { source: 'mdns', name: 'DiskStation' },
      { source: 'netbios', name: 'DISKSTATION' },
      { source: 'snmp', name: 'DiskStation' },
    ],
  },
  published: [
    'Synology, "What network ports are used by DSM services?" (22, 139, 445, 5000, 5001), "MIB guide" (6574, modelName)',
    'home-assistant/core, components/synology_dsm/manifest.json (SSDP manufacturer "Synology", zeroconf _http._tcp with vendor=synology*)',
  ],
  macPrefix: '00:11:32',
  stack: linux3,
  ports: (self) => {
    const UDN = uuidOf(self);
    return {
      tcp: {
        22: ssh('OpenSSH_8.2'),
        80: web({
          server: 'nginx',
          pages: { '/': { status: '302 Found', headers: [`Location: http://${self.address}:5000/`] } },
        }),
        139: mute,
        445: samba('DISKSTATION'),
        548: mute,
        5000: web({
          server: 'nginx',
          pages: {
            '/': html('DiskStation - Synology DiskStation'),
            '/ssdp/desc-DSM-eth0.xml': description({
              deviceType: 'urn:schemas-upnp-org:device:Basic:1',
              ...{
                friendlyName: 'DiskStation (DS918+)',
                manufacturer: 'Synology',
                manufacturerURL: 'http://www.synology.com',
              },
              ...{ modelDescription: 'Synology NAS', modelName: 'DS918+', modelNumber: 'DS918+ 7.1-42962', UDN },
              ...{ serialNumber: self.mac.replaceAll(':', ''), presentationURL: `http://${self.address}:5000/` },
            }),
          },
        }),
      },
      udp: {
        137: netbios(null, fileServer('DISKSTATION', 'WORKGROUP')),
        161: snmp({
          sysDescr: 'Linux DiskStation 4.4.180+ #42962 SMP Tue Oct 18 15:06:15 CST 2022 x86_64',
          sysObjectID: '.1.3.6.1.4.1.8072.3.2.10',
          sysName: 'DiskStation',
          engine: '80001f8880e9630000d61ff451',
          more: { '1.3.6.1.4.1.6574.1.5.1.0': 'DS918+', '1.3.6.1.4.1.6574.1.5.3.0': 'DSM 7.1-42962' },
        }),
        1900: ssdp({
          server: 'Synology/DSM/DiskStation',
          location: `http://${self.address}:5000/ssdp/desc-DSM-eth0.xml`,
          device: UDN,
        }),
        5353: mdns(self, {
          host: 'DiskStation',
          services: [
            {
              type: '_http._tcp',
              name: 'DiskStation',
              port: 5000,
              text: [
                'vendor=Synology',
                'model=DS918+',
                'serial=LAB0004711',
                'version_major=7',
                'version_minor=1',
                'version_build=42962',
                'admin_port=5000',
                'secure_admin_port=5001',
                `mac_address=${self.mac}`,
              ],
            },
            { type: '_smb._tcp', name: 'DiskStation', port: 445 },
          ],
          deviceInfo: ['model=Xserve'],
        }),
      },
    };
  },
};

const qnap: EmulatedHost = {
  name: 'qnap',
  truth: {
    family: 'linux',
    kind: 'nas',
    vendor: 'QNAP',
    model: 'TS-453D',
    names: [{ source: 'mdns', name: 'NAS453D' }],
  },
  published: [
    'QNAP, "What are the default ports of QTS?" (8080, 443, 445); Qfinder (_qdiscover._tcp TXT: accessType, model, displayModel, fwVer, fwBuildNum)',
    'QNAP, open source of QTS (Linux 4.14, then 5.10); Server: http server 1.0',
  ],
  macPrefix: '24:5e:be',
  stack: linux5,
  ports: (self) => ({
    tcp: {
      21: ftp('NASFTPD Turbo station 1.3.5a Server (ProFTPD)'),
      22: ssh('OpenSSH_8.8'),
      445: samba('NAS453D'),
      8080: web({ server: 'http server 1.0', pages: { '/': html('NAS453D') } }),
    },
    udp: {
      5353: mdns(self, {
        host: 'NAS453D',
        services: [
          {
            type: '_qdiscover._tcp',
            name: 'NAS453D',
            port: 8080,
            text: ['accessType=http,accessPort=8080,model=TS-X53,displayModel=TS-453D,fwVer=5.0.1,fwBuildNum=20230322'],
          },
          { type: '_http._tcp', name: 'NAS453D', port: 8080, text: ['path=/'] },
          { type: '_smb._tcp', name: 'NAS453D', port: 445 },
        ],
        deviceInfo: ['model=Xserve'],
      }),
    },
  }),
};

export const STORAGE: readonly EmulatedHost[] = [synology, qnap];
