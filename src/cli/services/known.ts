// `portolan services --known`: which protocols are known, where they live, and how they are asked.
import { counted } from '../../report/format.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { DATAGRAMS } from '../../service/datagrams.ts';
import { REGISTRY } from '../../service/registry.ts';
import type { Service } from '../../service/service.ts';
import type { Console } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';

/** Runs the command; returns its exit code. */
export function knownServices(args: readonly string[], console: Console): number {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const known = [...new Set([...REGISTRY, ...DATAGRAMS])];
  const wanted = known.filter(({ name, title }) =>
    words.every((word) => `${name} ${title}`.toLowerCase().includes(word.toLowerCase())),
  );
  let json = false;
  for (const arg of args.filter((each) => each.startsWith('-'))) {
    if (arg === '--json') json = true;
    else throw usageError(`services --known does not know "${arg}": there are --json and --help`);
  }
  console.output.out(json ? wanted.map(lineOf).join('') : textOf(wanted));
  return wanted.length > 0 ? EXIT.finished : EXIT.failed;
}

function lineOf({ name, title, specification, ports, tlsPorts = [], udpPorts = [], hello }: Service): string {
  const where = { ports, tlsPorts, udpPorts };
  return jsonLine({ type: 'known-service', name, title, specification, ...where, asked: hello !== undefined });
}

/** How it is asked, in a word. */
function howAsked({ hello, ownPortsOnly }: Service): string {
  if (hello === undefined) return 'listens';
  return ownPortsOnly ? 'asks there' : 'asks';
}

function textOf(services: readonly Service[]): string {
  const rows = services
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((service) => [
      service.name,
      howAsked(service),
      portText(service),
      `${service.title} (${service.specification})`,
    ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${counted(lines.length, 'protocol')}\n`;
}

function portText({ ports, tlsPorts = [], udpPorts = [] }: Service): string {
  const all = [
    ...ports.map(String),
    ...tlsPorts.map((port) => `${port}/tls`),
    ...udpPorts.map((port) => `${port}/udp`),
  ];
  return all.length <= 5 ? all.join(', ') : `${all.slice(0, 5).join(', ')} ...`;
}
