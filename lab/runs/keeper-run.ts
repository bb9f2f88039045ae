// Runs inside a namespace as root: opens a keeper, gives up every right, and scans one port in one session, by engines that
// the keeper starts, the first of which is killed. Prints a line of JSON for each step.
//   node keeper-run.ts '{"address":"198.19.0.1","port":22}'
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { becomeCaller } from '../../src/cli/privileges.ts';
import { openKeeper } from '../../src/engine/keeper.ts';
import { openEngine } from '../../src/engine/session.ts';
import { onePort } from './one-port.ts';

const { address, port } = JSON.parse(process.argv[2]) as { address: string; port: number };
const spec = onePort(address, port, 'raw');

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

function field(pid: number, name: string): string {
  return new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const keeper = openKeeper();
const [keeperPid] = childrenOf(process.pid);
// As sudo(8) would have it; the keeper has the same from its start.
becomeCaller({ SUDO_UID: '4242', SUDO_GID: '4242' }, process);

const engine = openEngine({ keeper });

async function scan(): Promise<void> {
  let openPorts = -1;
  for await (const finding of engine.run({ kind: 'scan', spec }))
    if (finding.type === 'end') openPorts = finding.openPorts;
  const [enginePid] = childrenOf(keeperPid);
  const rights = (pid: number) => ({ uid: field(pid, 'Uid'), permitted: field(pid, 'CapPrm') });
  say({ openPorts, caller: rights(process.pid), keeper: rights(keeperPid), engine: rights(enginePid) });
}

async function scanKilled(): Promise<void> {
  const slow = { ...spec, ports: [[1, 2000]] as const, rateCap: 100 };
  try {
    for await (const finding of engine.run({ kind: 'scan', spec: slow })) {
      if (finding.type === 'progress') execFileSync('kill', ['-9', String(childrenOf(keeperPid)[0])]);
    }
    say({ code: null });
  } catch (error) {
    say({ code: (error as NodeJS.ErrnoException).code });
  }
}

await scan();
await scanKilled();
await scan();
await engine.close();
keeper.close();
