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
  for (const [time, lines] of scans) {
    const writer = await inventory.begin(start(time));
    await writer.write([start(time), ...lines]);
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
];

const PORTS: readonly (readonly [filter: string, ports: string])[] = [
  ['', '9:22 9:443 10:443 10:8080 10:53 80:80'],
  ['state:closed', '9:23'],
  ['-product:nginx', '9:22 10:443 10:53 80:80'],
  ['product:nginx os:linux', '9:443'],
  ['new:7d', '10:443 10:8080 10:53'],
  ['nas.example', '9:22 9:443'],
  ['tls:yes ip:198.18.0.10', '10:443'],
];

const SERVICES: readonly (readonly [filter: string, services: string])[] = [
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
}
