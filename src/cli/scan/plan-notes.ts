// What `-v` says of a survey before it begins: what is asked, what it takes, and how.

import { PROBES } from '../../probe/probes.ts';
import { counted } from '../../report/format.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { ScanPlan } from '../../survey/plan.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import { count } from '../../target/ranges.ts';

/** One sentence each. */
export async function planNotes(scans: readonly ScanPlan[]): Promise<string[]> {
  return (await Promise.all(scans.map(scanNotes))).flat();
}

async function scanNotes({ spec, choice }: ScanPlan): Promise<string[]> {
  const [addresses, ports] = [countFlat(flatten(spec.targets)), count(spec.ports)];
  const { title, meaning } = PROBES[spec.probe];
  const { port } = meaning;
  const each = port === null ? `by ${title}` : `${counted(ports, `${port.proto.toUpperCase()} port`)} each`;
  const scale = `${counted(addresses, 'address', 'addresses')}, ${each}, ${counted(addresses * ports, 'probe')}`;
  return [
    `asking ${scale}; the seed is ${spec.seed}`,
    ...(choice.engine === 'connect' ? [] : [await memoryNote(spec, addresses, ports)]),
    `${choice.engine === 'auto' ? 'kernel or raw' : choice.engine} engine: ${choice.why}`,
  ];
}

/** Before it is known who is there, and how many ways lead to them. */
async function memoryNote({ targets, ledgerLimit }: ScanSpec, hosts: number, ports: number): Promise<string> {
  const { planMemory } = await import('../../scan/state/memory-plan.ts');
  const { wanted, bytes, ledgerWords } = planMemory(
    { hosts, ports, segments: flatten(targets).length / 2 },
    ledgerLimit,
  );
  const limit = `of the ${megabytes(ledgerLimit)} it may`;
  if (ledgerWords > 0) return `the scan takes ${megabytes(wanted)} ${limit}, fewer where hosts are absent`;
  return `to remember every probe the scan would take ${megabytes(wanted)} ${limit}: it takes ${megabytes(bytes)}, where not enough hosts are absent`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
