// Runs inside a namespace: a scan as another program would ask for it, by `portolan/scan`; its findings as JSON lines.
//   node scan-run.ts '{"targets":[[3323133953,3323133953]], ...}'
import { type ScanSpec, scan } from '../src/engine/index.ts';

for await (const finding of scan(JSON.parse(process.argv[2]) as ScanSpec)) {
  process.stdout.write(`${JSON.stringify(finding)}\n`);
}
