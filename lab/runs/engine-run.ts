// Runs inside a namespace: scans one port of an address again and again in one session with the engine, and prints for each
// job when it was asked for (milliseconds since 1970, as the capture has them) and what ended it.
//   node engine-run.ts '{"address":"198.19.0.1","port":22,"jobs":5}'
import { readFileSync } from 'node:fs';
import { openEngine } from '../../src/engine/session.ts';
import { onePort } from './one-port.ts';

interface Question {
  readonly address: string;
  readonly port: number;
  readonly jobs: number;
}

const { address, port, jobs } = JSON.parse(process.argv[2]) as Question;
const engine = openEngine();
for (let job = 0; job < jobs; job++) {
  const spec = onePort(address, port, 'auto');
  const askedAt = performance.timeOrigin + performance.now();
  for await (const finding of engine.run({ kind: 'scan', spec })) {
    if (finding.type !== 'end') continue;
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    process.stdout.write(`${JSON.stringify({ askedAt, openPorts: finding.openPorts, children })}\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
}
await engine.close();
