// A network that was made up for the page: documentation addresses, all kinds of hosts, and what hostile ones would write.
import type { Kind, OsFamily } from '../../src/finding/finding.ts';

export interface MadeService {
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly service: string;
  readonly product?: string;
  readonly version?: string;
  readonly tls?: boolean;
  readonly banner: string;
}

export interface MadeHost {
  readonly ip: string;
  readonly name: string | null;
  readonly mac: string | null;
  readonly vendor: string | null;
  readonly kind: Kind | null;
  readonly os: { readonly family: OsFamily; readonly name: string } | null;
  readonly services: readonly MadeService[];
  /** Routers on the way. */
  readonly path: readonly string[];
  /** Was met by the survey before this one. */
  readonly isOld: boolean;
}

/** What a page that is not careful would run, or be turned around by. */
export const HOSTILE = {
  banner: '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>\u0007\u001b[2J',
  name: '<script>globalThis.pwned=1</script>.example',
  certificate: 'CN="><svg onload=globalThis.pwned=1>',
  ssdp: '<iframe src="javascript:parent.pwned=1"></iframe>',
  reversed: 'invoice\u202egnp.exe',
};

type Model = Omit<MadeHost, 'ip' | 'mac' | 'name' | 'path' | 'isOld'> & { readonly called: string | null };

const tcp = (port: number, service: string, product?: string, version?: string, banner = ''): MadeService => ({
  proto: 'tcp',
  port,
  service,
  product,
  version,
  tls: [443, 993, 8443].includes(port),
  banner,
});

const SSH = tcp(22, 'ssh', 'OpenSSH', '9.2p1', 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3');
const WEB = tcp(80, 'http', 'nginx', '1.22.1', 'HTTP/1.1 200 OK..Server: nginx/1.22.1');
const TLS = tcp(443, 'http', 'nginx', '1.22.1', 'HTTP/1.1 200 OK..Server: nginx/1.22.1');
const IPP = tcp(631, 'ipp', 'CUPS', '2.4', 'HTTP/1.1 200 OK..Server: CUPS/2.4 IPP/2.1');
const SMB = tcp(445, 'smb', undefined, '3.1.1', '.SMB@');
const RTSP = tcp(554, 'rtsp', undefined, undefined, 'RTSP/1.0 200 OK..CSeq: 1');
const DNS: MadeService = {
  proto: 'udp',
  port: 53,
  service: 'dns',
  product: 'dnsmasq',
  version: '2.90',
  banner: 'version.bind dnsmasq-2.90',
};
const SNMP: MadeService = { proto: 'udp', port: 161, service: 'snmp', banner: 'sysDescr Linux switch 5.10' };

const linux = (name: string): MadeHost['os'] => ({ family: 'linux', name });
const MODELS: readonly Model[] = [
  { called: 'web', vendor: 'Dell Inc.', kind: 'server', os: linux('Debian 12'), services: [SSH, WEB, TLS] },
  {
    called: 'desk',
    vendor: 'Lenovo',
    kind: 'workstation',
    os: { family: 'windows', name: 'Windows 11' },
    services: [SMB, tcp(3389, 'rdp')],
  },
  {
    called: 'printer',
    vendor: 'Brother Industries',
    kind: 'printer',
    os: null,
    services: [WEB, IPP, tcp(9100, 'jetdirect')],
  },
  { called: 'camera', vendor: 'Axis Communications', kind: 'camera', os: linux('Linux'), services: [WEB, RTSP] },
  {
    called: 'nas',
    vendor: 'Synology',
    kind: 'nas',
    os: linux('DSM 7'),
    services: [SSH, SMB, tcp(5000, 'http', 'nginx'), tcp(2049, 'nfs')],
  },
  {
    called: null,
    vendor: 'Apple, Inc.',
    kind: 'phone',
    os: { family: 'ios', name: 'iOS 19' },
    services: [tcp(62078, 'lockdown')],
  },
  { called: 'tv', vendor: 'LG Electronics', kind: 'tv', os: null, services: [tcp(8008, 'http'), tcp(3000, 'http')] },
  {
    called: 'plug',
    vendor: 'Espressif Inc.',
    kind: 'smart-plug',
    os: { family: 'lwip', name: 'lwIP' },
    services: [WEB],
  },
  {
    called: 'db',
    vendor: 'Supermicro',
    kind: 'server',
    os: linux('Ubuntu 24.04'),
    services: [SSH, tcp(5432, 'postgresql', 'PostgreSQL', '16'), tcp(6379, 'redis', 'Redis', '7.2.4', '+PONG')],
  },
  {
    called: 'pi',
    vendor: 'Raspberry Pi Ltd',
    kind: 'single-board-computer',
    os: linux('Debian 12'),
    services: [SSH, tcp(1883, 'mqtt', 'Mosquitto')],
  },
  { called: 'phone', vendor: 'Yealink', kind: 'voip-phone', os: null, services: [tcp(5060, 'sip'), WEB] },
  {
    called: 'laptop',
    vendor: 'Apple, Inc.',
    kind: 'laptop',
    os: { family: 'macos', name: 'macOS 26' },
    services: [tcp(7000, 'airplay'), tcp(5900, 'vnc')],
  },
  {
    called: 'plc',
    vendor: 'Siemens AG',
    kind: 'plc',
    os: { family: 'vxworks', name: 'VxWorks' },
    services: [tcp(102, 's7comm', 'S7-1500', '2.9'), WEB],
  },
  { called: null, vendor: null, kind: null, os: null, services: [] },
  { called: 'ap', vendor: 'Ubiquiti Inc', kind: 'access-point', os: linux('Linux'), services: [SSH, SNMP] },
  {
    called: 'vm',
    vendor: 'Proxmox Server Solutions',
    kind: 'virtual-machine',
    os: { family: 'freebsd', name: 'FreeBSD 14' },
    services: [SSH, tcp(25, 'smtp', 'Postfix'), tcp(993, 'imap', 'Dovecot')],
  },
];

const GATEWAY: Model = {
  called: 'gateway',
  vendor: 'MikroTik',
  kind: 'router',
  os: { family: 'routeros', name: 'RouterOS 7' },
  services: [SSH, DNS, WEB],
};
const SWITCH: Model = {
  called: 'switch',
  vendor: 'Cisco Systems',
  kind: 'switch',
  os: { family: 'cisco-ios', name: 'IOS 15.2' },
  services: [SSH, SNMP],
};

const hex = (value: number): string => (value & 0xff).toString(16).padStart(2, '0');

/** A number that looks drawn, the same for the same seed. */
const drawn = (seed: number): number => ((Math.imul(seed, 2_654_435_761) >>> 0) % 1_000) / 1_000;

function host(ip: string, model: Model, path: readonly string[], seed: number): MadeHost {
  const isNear = path.length === 0;
  const { called, ...rest } = model;
  return {
    ...rest,
    ip,
    name: called === null ? null : `${called}-${ip.split('.').slice(2).join('-')}.example`,
    mac: isNear ? `02:00:5e:${hex(seed >> 16)}:${hex(seed >> 8)}:${hex(seed)}` : null,
    vendor: isNear ? rest.vendor : null,
    path,
    isOld: drawn(seed * 7) > 0.12,
  };
}

/** Some eighty hosts on three networks, the last two behind routers; two of them hostile. */
export function smallNetwork(): readonly MadeHost[] {
  const gateway = '192.0.2.1';
  const near = [
    host(gateway, GATEWAY, [], 1),
    host('192.0.2.2', SWITCH, [], 2),
    ...Array.from({ length: 40 }, (_, index) =>
      host(`192.0.2.${index * 5 + 10}`, MODELS[index % MODELS.length], [], index + 3),
    ),
  ];
  const middle = Array.from({ length: 24 }, (_, index) =>
    host(`198.51.100.${index * 9 + 5}`, MODELS[(index * 3) % MODELS.length], [gateway], index + 60),
  );
  const far = Array.from({ length: 14 }, (_, index) =>
    host(`203.0.113.${index * 12 + 20}`, MODELS[(index * 5) % MODELS.length], [gateway, '198.51.100.1'], index + 90),
  );
  const hostile: readonly MadeHost[] = [
    { ...host('192.0.2.66', MODELS[0], [], 66), name: HOSTILE.name, vendor: HOSTILE.reversed, isOld: false },
    {
      ...host('192.0.2.67', MODELS[0], [], 67),
      services: [{ ...WEB, product: HOSTILE.reversed, banner: HOSTILE.banner }, TLS],
    },
  ];
  return [...near, ...hostile, ...middle, ...far];
}

/** As many hosts as that, of 198.18.0.0/15. */
export function largeNetwork(hosts: number): readonly MadeHost[] {
  return Array.from({ length: hosts }, (_, index) => {
    const [third, fourth] = [Math.floor(index / 250), (index % 250) + 1];
    const ip = `198.${18 + (third >> 8)}.${third & 0xff}.${fourth}`;
    return host(
      ip,
      fourth === 1 ? GATEWAY : MODELS[(index * 7) % MODELS.length],
      third === 0 ? [] : ['198.18.0.1'],
      index,
    );
  });
}
