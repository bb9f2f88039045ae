// Machines that run machines, and those that look after them.
import type { EmulatedHost } from '../host.ts';
import { esxiOs, linux3, linux5, plain } from '../stacks.ts';
import { greets, mute, ssh } from '../talk/lines.ts';
import { snmp } from '../talk/snmp.ts';
import { tls } from '../talk/tls.ts';
import { description, ssdp, uuidOf } from '../talk/upnp.ts';
import { html, web } from '../talk/web.ts';

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
    'GitHub, fusioninventory/fusioninventory-agent issue 706 (its own certificate is of localhost.localdomain); VMware, "VMware ESX Server Default Certificate" of knowledge base and forums',
  ],
  macPrefix: 'd0:94:66',
  stack: esxiOs,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_8.3'),
      80: web({
        pages: { '*': { status: '301 Moved Permanently', headers: ['Location: https://esx1.example.net/'] } },
      }),
      427: mute,
      // A name that all of them have names nobody: it is none of the truth's.
      443: tls(
        {
          names: [
            ['C', 'US'],
            ['ST', 'California'],
            ['L', 'Palo Alto'],
            ['O', 'VMware, Inc'],
            ['OU', 'VMware ESX Server Default Certificate'],
            ['CN', 'localhost.localdomain'],
          ],
        },
        web({ pages: { '/': html('VMware ESXi') } }),
      ),
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
  truth: { family: 'linux', kind: 'hypervisor', names: [{ source: 'certificate', name: 'pve1.example.net' }] },
  published: [
    'Proxmox VE administration guide, "Firewall: ports used" (8006, 3128, 22, 111); pveproxy (Server: pve-api-daemon/3.0), title "NODE - Proxmox Virtual Environment"',
    'Proxmox, pve-cluster, data/PVE/Cluster/Setup.pm (gen_pve_node_ssl_cert: subject and names)',
  ],
  macPrefix: 'ac:1f:6b',
  stack: linux5,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_9.2p1 Debian-2+deb12u2'),
      111: mute,
      3128: mute,
      8006: tls(
        {
          names: [
            ['OU', 'PVE Cluster Node'],
            ['O', 'Proxmox Virtual Environment'],
            ['CN', 'pve1.example.net'],
          ],
          hosts: ['localhost', 'pve1', 'pve1.example.net'],
        },
        web({ server: 'pve-api-daemon/3.0', pages: { '/': html('pve1 - Proxmox Virtual Environment') } }),
      ),
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

export const MACHINES: readonly EmulatedHost[] = [esxi, proxmox, idrac, ilo];
