// What every inventory answers to filters, whatever keeps it: one list of questions for all databases.
import assert from 'node:assert/strict';
import type { Line, StartLine } from '../../finding/finding.ts';
import type { Inventory } from '../inventory.ts';

const DAY = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString();

function start(time: string): StartLine {
  const given = { version: '0', argv: ['scan'], targets: ['198.18.0.0/24'], stages: ['syn'], seed: 'x' };
  return { type: 'start', time, ...given, engine: 'raw' };
}

function hostLines(
  ip: string,
  time: string,
  more: object,
  identity: object,
  ports: readonly object[],
): readonly Line[] {
  const stage = { stage: 'syn', time };
  return [
    { type: 'host', ip, state: 'up', reason: 'arp-reply', probe: 'syn', ...stage, ...more },
    ...ports.flatMap((port): readonly Line[] => {
      const { port: number, service, product, version, tls = false, ...state } = port as Record<string, never>;
      const where = { ip, proto: 'tcp', port: number, ...stage, ...state } as const;
      const known = { service, product, version, tls, confidence: 1, evidence: [] };
      return [
        { type: 'port', state: 'open', reason: 'syn-ack', probe: 'syn', ...where } as Line,
        ...(service === undefined ? [] : [{ type: 'service', ...where, ...known } as Line]),
      ];
    }),
    { type: 'identity', ip, ...stage, ...identity } as Line,
  ];
}

const SURE = { confidence: 0.9, because: [], others: [] };
function certificateOf(ip: string, port: number, time: string, more: object): Line {
  const known = { issuer: 'CN=Example Root', names: [], notBefore: ago(400), selfSigned: false, serial: '01' };
  const key = { keyType: 'ec', keyBits: 256, chain: 1, tlsVersion: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' };
  const where = { type: 'certificate', ip, proto: 'tcp', port, stage: 'services', time } as const;
  return { ...where, ...known, ...key, ...more } as unknown as Line;
}

const kind = (is: string) => ({ is, ...SURE });

/** Scan 1 ten days ago, scan 2 now. */
async function fill(inventory: Inventory): Promise<void> {
  const scans: readonly (readonly [string, readonly Line[]])[] = [
    [
      ago(10),
      [
        ...hostLines(
          '198.18.0.9',
          ago(10),
          { mac: '00:11:32:00:00:09', vendor: 'Synology' },
          { name: 'nas.example', kind: kind('nas'), os: { family: 'linux', name: 'DSM 7', ...SURE } },
          [
            { port: 443, service: 'http', product: 'nginx', version: '1.24', tls: true },
            { port: 22, service: 'ssh', product: 'OpenSSH', version: '9.2p1' },
            { port: 23, state: 'closed', reason: 'rst' },
          ],
        ),
        ...hostLines('198.18.0.80', ago(10), {}, { name: '100%_done' }, [
          { port: 80, service: 'http', product: 'Apache httpd' },
        ]),
      ],
    ],
    [
      ago(0),
      [
        ...hostLines('198.18.0.9', ago(0), {}, {}, []),
        ...hostLines(
          '198.18.0.10',
          ago(0),
          { mac: '02:00:5e:00:53:10' },
          { os: { family: 'windows', name: 'Windows 11', ...SURE }, kind: kind('workstation') },
          [
            { port: 443, service: 'http', product: 'IIS', version: '10', tls: true },
            { port: 8080, service: 'http', product: 'nginx', version: '1.26' },
            { port: 53, proto: 'udp', reason: 'udp-response', service: 'domain' },
          ],
        ),
      ],
    ],
  ];
  const [nas, plain] = ['198.18.0.9', '198.18.0.80'];
  const certificates: readonly (readonly Line[])[] = [
    [
      certificateOf(nas, 443, ago(11), {
        subject: 'CN=before.example',
        notAfter: ago(-900),
        fingerprint: 'ff'.repeat(32),
      }),
      certificateOf(nas, 443, ago(10), {
        ...{ subject: 'CN=nas.example', names: ['DNS:nas.example', 'DNS:*.home.example'], notAfter: ago(2) },
        fingerprint: 'aabbccdd'.repeat(8),
      }),
      // It speaks in the clear now.
      certificateOf(plain, 80, ago(10), {
        subject: 'CN=plain.example',
        notAfter: ago(5),
        fingerprint: '00'.repeat(32),
      }),
    ],
    [
      certificateOf('198.18.0.10', 443, ago(0), {
        ...{ subject: `CN=x'" or 1=1 \0`, notAfter: ago(-400), fingerprint: '11'.repeat(32) },
      }),
      certificateOf('198.18.0.10', 8080, ago(0), {
        ...{ subject: 'CN=own', issuer: 'CN=own', selfSigned: true, starttls: true, notAfter: ago(-20) },
        fingerprint: '22'.repeat(32),
      }),
    ],
  ];
  for (const [index, [time, lines]] of scans.entries()) {
    const writer = await inventory.begin(start(time));
    await writer.write([start(time), ...lines, ...certificates[index]]);
    await writer.close('finished');
  }
}

/** Filter, and the last numbers of the addresses of hosts. */
const HOSTS: readonly (readonly [filter: string, hosts: string])[] = [
  ['', '9 10 80'],
  ['ip:198.18.0.9', '9'],
  ['ip:198.18.0.8/30', '9 10'],
  ['ip:198.18.0.10-198.18.0.90', '10 80'],
  ['198.18.0.8/30', '9 10'],
  ['-ip:198.18.0.9', '10 80'],
  ['name:NAS', '9'],
  ['name:100%_', '80'],
  ['name:1_0', ''],
  ['mac:00-11-32', '9'],
  ['vendor:syno', '9'],
  ['-vendor:syno', '10 80'],
  ['kind:nas,workstation', '9 10'],
  ['os:linux', '9'],
  ['os:"windows 11"', '10'],
  ['not os:linux', '10 80'],
  ['port:443', '9 10'],
  ['port:53', '10'],
  ['port:53/tcp', ''],
  ['port:80-443', '9 10 80'],
  ['port:23', ''],
  ['port:23 state:closed', '9'],
  ['-port:443', '80'],
  ['port:443 product:nginx', '9'],
  ['port:443 -product:nginx', ''],
  ['service:http -port:443', '80'],
  ['product:"apache httpd"', '80'],
  ['version:1.2', '9 10'],
  ['tls:yes', '9 10'],
  ['proto:udp', '10'],
  ['new:7d', '10'],
  ['-new:7d', '9 80'],
  ['seen:7d', '9 10'],
  ['gone:7d', '80'],
  ['is:up', '9 10 80'],
  ['scan:1', '9 80'],
  ['scan:2 nginx', '9 10'],
  ['apache', '80'],
  ['windows', '10'],
  ["name:x' or 1=1 --", ''],
  ['cert:expired', '9'],
  ['-cert:expired', '10 80'],
  ['port:8080 cert:valid', '10'],
  ['port:443 cert:self-signed', ''],
];

const PORTS: readonly (readonly [filter: string, ports: string])[] = [
  ['', '9:22 9:443 10:443 10:8080 10:53 80:80'],
  ['state:closed', '9:23'],
  ['-product:nginx', '9:22 10:443 10:53 80:80'],
  ['product:nginx os:linux', '9:443'],
  ['new:7d', '10:443 10:8080 10:53'],
  ['nas.example', '9:22 9:443'],
  ['tls:yes ip:198.18.0.10', '10:443'],
  ['cert:any', '9:443 10:443 10:8080'],
  ['cert:nas.example', '9:443'],
  ['cert:"CN=NAS"', '9:443'],
  ['cert:www.home.example', '9:443'],
  ['cert:a.www.home.example', ''],
  ['cert:before.example,plain.example', ''],
  ['cert:"example root"', '9:443 10:443'],
  ['cert:AA:BB:CC:DD', '9:443'],
  ['cert:1=1', '10:443'],
  ['cert:expired', '9:443'],
  ['cert:valid', '10:443 10:8080'],
  ['cert:30d', '9:443 10:8080'],
  ['cert:<30d -cert:expired', '10:8080'],
  ['cert:>1y', '10:443'],
  ['cert:<2000-01-01', ''],
  ['cert:self-signed', '10:8080'],
  ['port:1-1000 -cert:any', '9:22 10:53 80:80'],
];

const SERVICES: readonly (readonly [filter: string, services: string])[] = [
  ['cert:self-signed', 'http nginx 1.26=1'],
  ['', 'domain=1 http Apache httpd=1 http IIS 10=1 http nginx 1.24=1 http nginx 1.26=1 ssh OpenSSH 9.2p1=1'],
  ['nginx os:windows', 'http nginx 1.26=1'],
];

/** Runs all questions on an inventory that is empty. */
export async function askAll(inventory: Inventory): Promise<void> {
  await fill(inventory);
  const short = (ip: string): string => ip.slice('198.18.0.'.length);
  for (const [filter, expected] of HOSTS) {
    const { rows, total } = await inventory.hosts({ filter });
    assert.equal(rows.map(({ ip }) => short(ip)).join(' '), expected, filter);
    assert.equal(total, rows.length, filter);
  }
  for (const [filter, expected] of PORTS) {
    const { rows, total } = await inventory.ports({ filter });
    assert.equal(rows.map(({ ip, port }) => `${short(ip)}:${port}`).join(' '), expected, filter);
    assert.equal(total, rows.length, filter);
  }
  for (const [filter, expected] of SERVICES) {
    const { rows, total } = await inventory.services({ filter, sort: 'service' });
    const named = rows.map(
      ({ service, product, version, ports }) =>
        `${[service, product, version].filter((each) => each !== null).join(' ')}=${ports}`,
    );
    assert.equal(named.sort().join(' '), expected, filter);
    assert.equal(total, rows.length, filter);
  }
  await order(inventory);
}

async function order(inventory: Inventory): Promise<void> {
  const ips = async (sort: string): Promise<string> =>
    (await inventory.hosts({ sort })).rows.map(({ ip }) => ip.slice('198.18.0.'.length)).join(' ');
  assert.equal(await ips('-ip'), '80 10 9');
  assert.equal(await ips('-ports'), '10 9 80');
  // What is not known comes last both ways.
  assert.equal(await ips('os'), '9 10 80');
  assert.equal(await ips('-os'), '10 9 80');
  await assert.rejects(inventory.hosts({ sort: 'color' }), { code: 'E_SORT', message: /"color": there are ip, name/ });
  const { rows, total } = await inventory.ports({ limit: 2, offset: 1, sort: 'port' });
  assert.deepEqual([rows.map(({ port }) => port), total], [[53, 80], 6]);
  const [{ certificate, expires }] = (await inventory.ports({ filter: 'cert:self-signed' })).rows;
  assert.deepEqual([certificate, expires?.slice(0, 10)], ['CN=own', ago(-20).slice(0, 10)]);
}
