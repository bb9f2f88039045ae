// Windows: what NTLM's challenge, NetBIOS and the web server say; all else the firewall swallows.
import type { EmulatedHost, Self } from '../host.ts';
import { windows10, windows2012 } from '../stacks.ts';
import { wsDiscovery } from '../talk/discovery.ts';
import { llmnr, mdns } from '../talk/dns.ts';
import { mute } from '../talk/lines.ts';
import { fileServer, netbios } from '../talk/netbios.ts';
import { rdp } from '../talk/rdp.ts';
import { type SmbServer, smb } from '../talk/smb.ts';
import { web } from '../talk/web.ts';

const CREDSSP =
  '[MS-RDPBCGR] 1.3.1.1, [MS-CSSP] 2.2.1; Microsoft, "Remote Desktop listener certificate configurations"';
const HTTP_SYS = 'Microsoft-HTTPAPI/2.0';
const CAPTURES =
  'captures of SYN-ACKs: Azure, "Troubleshoot: LDAPS and tcpdump" threads (win 65535, mss, nop, wscale 8, sackOK, TS)';
const NLMP = '[MS-NLMP] 2.2.1.2, 2.2.2.10 (version in the challenge); Microsoft, "Windows release health" (builds)';
const NBTE = 'RFC 1002 section 4.2.18; [MS-NBTE] (suffixes)';

const missing = {
  status: '404 Not Found',
  body: '<HTML><HEAD><TITLE>Not Found</TITLE></HEAD><BODY><h2>Not Found</h2></BODY></HTML>',
};

function member(computer: string, domain: string, dnsDomain: string, version: string): SmbServer {
  const dnsComputer = dnsDomain === '' ? computer : `${computer.toLowerCase()}.${dnsDomain}`;
  return { computer, domain, dnsComputer, dnsDomain: dnsDomain === '' ? computer : dnsDomain, version };
}

function desktop(self: Self, computer: string, build: string) {
  return {
    tcp: {
      135: mute,
      139: mute,
      445: smb(member(computer, computer, '', build)),
      5357: web({ server: HTTP_SYS, pages: { '*': missing } }),
    },
    udp: {
      137: netbios(self, fileServer(computer, 'WORKGROUP')),
      3702: wsDiscovery(
        'd:Device p:Computer',
        '',
        `http://${self.address}:5357/`,
        'urn:uuid:3f2c1a00-0000-4000-8000-00000000000a',
      ),
      5353: mdns(self, { host: computer, services: [] }),
      5355: llmnr(self, computer),
    },
  };
}

const windows10Host: EmulatedHost = {
  name: 'windows-10',
  truth: {
    family: 'windows',
    kind: 'workstation',
    vendor: 'Dell',
    names: [
      { source: 'netbios', name: 'DESKTOP-7Q2K9LM' },
      { source: 'smb', name: 'DESKTOP-7Q2K9LM' },
    ],
  },
  published: [CAPTURES, NLMP, NBTE, 'build 19045: Windows 10 22H2'],
  macPrefix: 'f8:bc:12',
  stack: windows10,
  closed: 'silent',
  ports: (self) => desktop(self, 'DESKTOP-7Q2K9LM', '10.0.19045'),
};

const windows11Host: EmulatedHost = {
  name: 'windows-11',
  truth: {
    family: 'windows',
    kind: 'laptop',
    vendor: 'Intel',
    names: [
      { source: 'netbios', name: 'LAPTOP-R4T8ZQ1P' },
      { source: 'smb', name: 'LAPTOP-R4T8ZQ1P' },
    ],
  },
  published: [
    CAPTURES,
    NLMP,
    NBTE,
    'build 22631: Windows 11 23H2',
    'Microsoft, setup of Windows 10 and later: names of its own making begin with DESKTOP or LAPTOP',
  ],
  macPrefix: '00:15:17',
  stack: windows10,
  closed: 'silent',
  ports: (self) => desktop(self, 'LAPTOP-R4T8ZQ1P', '10.0.22631'),
};

const DC01 = member('DC01', 'LABOR', 'labor.example', '10.0.20348');

/** A domain controller: LDAP and Kerberos are not played, their ports are open. */
const windowsServer: EmulatedHost = {
  name: 'windows-server-2022',
  truth: {
    family: 'windows',
    kind: 'server',
    names: [
      { source: 'netbios', name: 'DC01' },
      { source: 'smb', name: 'DC01' },
      { source: 'rdp', name: 'DC01' },
      { source: 'certificate', name: 'dc01.labor.example' },
    ],
  },
  published: [
    CAPTURES,
    NLMP,
    '[MS-NBTE]: 0x1b, 0x1c are those of a domain controller',
    'build 20348: Windows Server 2022',
    CREDSSP,
  ],
  macPrefix: 'ac:1f:6b',
  stack: windows10,
  closed: 'silent',
  ports: (self) => ({
    tcp: {
      ...{ 53: mute, 88: mute, 135: mute, 139: mute, 389: mute, 3389: rdp(DC01) },
      445: smb({ ...DC01, signingRequired: true }),
      80: web({
        server: 'Microsoft-IIS/10.0',
        pages: { '/': { body: '<html><head><title>IIS Windows Server</title></head></html>' }, '*': missing },
      }),
    },
    udp: {
      137: netbios(self, [
        { name: 'DC01', suffix: 0x00 },
        { name: 'LABOR', suffix: 0x00, isGroup: true },
        { name: 'LABOR', suffix: 0x1c, isGroup: true },
        { name: 'DC01', suffix: 0x20 },
        { name: 'LABOR', suffix: 0x1b },
      ]),
    },
  }),
};

const FILES = member('FILES', 'LABOR', 'labor.example', '6.3.9600');

const windows2012Host: EmulatedHost = {
  name: 'windows-server-2012',
  truth: {
    family: 'windows',
    kind: 'server',
    vendor: 'Hewlett Packard',
    names: [
      { source: 'smb', name: 'FILES' },
      { source: 'rdp', name: 'FILES' },
      { source: 'certificate', name: 'files.labor.example' },
    ],
  },
  published: [
    'captures of SYN-ACKs of Windows Server 2008 R2 to 2012 R2 (win 8192, mss, nop, wscale 8, sackOK, TS)',
    NLMP,
    'build 9600: Windows Server 2012 R2',
    CREDSSP,
  ],
  macPrefix: '94:57:a5',
  stack: windows2012,
  closed: 'silent',
  ports: () => ({
    tcp: {
      ...{ 135: mute, 139: mute, 3389: rdp(FILES), 5985: web({ server: HTTP_SYS, pages: { '*': missing } }) },
      445: smb(FILES),
      80: web({
        server: 'Microsoft-IIS/8.5',
        pages: { '/': { body: '<html><head><title>IIS Windows Server</title></head></html>' }, '*': missing },
      }),
    },
  }),
};

export const WINDOWS: readonly EmulatedHost[] = [windows10Host, windows11Host, windowsServer, windows2012Host];
