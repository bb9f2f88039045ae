// What the doctor found, for people.
import { escapeText } from '../../report/escape.ts';
import { thousands } from '../../report/format.ts';
import { PLAIN, type Style } from '../../report/style.ts';
import type { Doctor, DoctorInterface } from './doctor.ts';

export function doctorText(doctor: Doctor, style: Style = PLAIN): string {
  const { system, node, privileges, engineUsed } = doctor;
  const sections: [string, string[]][] = [
    [
      'System',
      [
        `portolan ${doctor.version}, Node ${node.version} (${node.path})`,
        `${system.platform} ${system.release}, ${system.arch}`,
      ],
    ],
    [
      'Privileges',
      [
        `${privileges.uid < 0 ? '' : `user ${privileges.uid}, `}${privileges.capabilities.join(', ') || 'no capabilities'}`,
        `raw sockets: ${privileges.rawSockets ? style.green('yes') : style.yellow('no')}`,
        ...(privileges.rawSockets || system.platform !== 'linux' ? [] : howToGetRaw(privileges)),
      ],
    ],
    [
      'Engines',
      [
        ...aligned(doctor.engines.map(({ name, available, why }) => [name, available ? 'yes' : 'no', why])),
        `used: ${engineUsed.name}, because ${engineUsed.why}`,
        ...(engineUsed.cost === null ? [] : [`cost: ${engineUsed.cost}`]),
      ],
    ],
    ['Open files', [limits(doctor.openFiles)]],
    ...interfaceSections(doctor),
    ['Problems', doctor.problems.map((each) => style.yellow(escapeText(each)))],
  ];
  return sectionsText(sections, style);
}

/** Interfaces alone, and what would be scanned by them. */
export function interfacesText(doctor: Doctor, style: Style = PLAIN): string {
  return sectionsText(interfaceSections(doctor), style);
}

function interfaceSections(doctor: Doctor): [string, string[]][] {
  return [
    ['Interfaces', aligned(doctor.interfaces.map(interfaceRow))],
    ['Without a target', withoutTarget(doctor)],
  ];
}

function sectionsText(sections: readonly [string, string[]][], style: Style): string {
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${style.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('\n');
}

function howToGetRaw({ uid, gid }: Doctor['privileges']): string[] {
  return [
    'to get them, one of',
    '  sudo portolan scan ...',
    `  sudo setpriv --reuid ${uid} --regid ${gid} --init-groups --inh-caps +net_raw --ambient-caps +net_raw portolan scan ...`,
    '  AmbientCapabilities=CAP_NET_RAW in a systemd unit',
    "never setcap on the system's node: every script that it runs would have them",
  ];
}

function interfaceRow({ name, kind, mac, addresses, used, why }: DoctorInterface): string[] {
  return [escapeText(name), kind, addresses.join(' ') || '-', mac ?? '-', used ? 'used' : 'not used', escapeText(why)];
}

function withoutTarget({ withoutTarget: { ranges, interface: name, notices, problem } }: Doctor): string[] {
  if (problem !== null) return [`nothing would be scanned: ${escapeText(problem)}`];
  return [`would scan ${ranges.join(', ')} through ${escapeText(name ?? '')}`, ...notices.map(escapeText)];
}

function limits(openFiles: Doctor['openFiles']): string {
  if (openFiles === null) return 'unknown';
  const [soft, hard] = [openFiles.soft, openFiles.hard].map((limit) =>
    limit === null ? 'no limit' : thousands(limit),
  );
  return soft === hard ? soft : `${soft}; a scan raises it to ${hard}`;
}

/** Rows as lines whose columns stand below each other. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
