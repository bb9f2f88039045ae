// Runs inside a namespace: scans one port of a range in one session with the engine, and between the jobs runs commands that
// change how the range is reached. Prints for each job which addresses had the port open.
//   node route-change-run.ts '{"first":"198.19.0.1","last":"198.19.0.16","ports":[22],"changes":[["ip","route","add",...]]}'
import { execFileSync } from 'node:child_process';
import { openEngine } from '../../src/engine/session.ts';
import { parseIpv4 } from '../../src/wire/address.ts';
import { onePort } from './one-port.ts';

interface Question {
  readonly first: string;
  readonly last: string;
  readonly ports: readonly number[];
  readonly changes: readonly (readonly string[])[];
}

const { first, last, ports, changes } = JSON.parse(process.argv[2]) as Question;
const spec = {
  ...onePort(first, ports[0], 'raw'),
  targets: [[parseIpv4(first) as number, parseIpv4(last) as number]] as const,
  ports: ports.map((port) => [port, port] as const),
};
const engine = openEngine();
for (const change of [[], ...changes]) {
  if (change.length > 0) execFileSync(change[0], change.slice(1));
  const open = new Set<string>();
  for await (const finding of engine.run({ kind: 'scan', spec })) {
    if (finding.type === 'port' && finding.state === 'open') open.add(finding.ip);
  }
  process.stdout.write(`${JSON.stringify([...open])}\n`);
}
await engine.close();
