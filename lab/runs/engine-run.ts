// Runs inside a namespace: scans one port of an address again and again in one session with the engine, and prints for each
// job when it was asked for (milliseconds since 1970, as the capture has them) and what ended it.
//   node engine-run.ts '{"address":"198.19.0.1","port":22,"jobs":5,"pauseMs":500}'
import { readFileSync } from 'node:fs';
import { openEngine } from '../../src/engine/session.ts';
import { realtimeMicros } from '../../src/native/clock.ts';
import { onePort } from './one-port.ts';

interface Question {
  readonly address: string;
  readonly port: number;
  readonly jobs: number;
  /** Between a job's end and the next one. */
  readonly pauseMs: number;
}

const { address, port, jobs, pauseMs } = JSON.parse(process.argv[2]) as Question;
const engine = openEngine();
for (let job = 0; job < jobs; job++) {
  const spec = onePort(address, port, 'auto');
  const askedAt = realtimeMicros() / 1000;
  for await (const finding of engine.run({ kind: 'scan', spec })) {
    if (finding.type !== 'end') continue;
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    process.stdout.write(`${JSON.stringify({ askedAt, openPorts: finding.openPorts, children })}\n`);
  }
  if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
await engine.close();
