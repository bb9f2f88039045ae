// Runs inside a namespace: a scan as another program would ask for it, by `portolan/engine`; its findings as JSON lines.
//   node scan-run.ts '{"targets":[[3323133953,3323133953]], ...}'
import { openEngine, type ScanSpec } from '../../src/engine/index.ts';

const engine = openEngine();
const spec = JSON.parse(process.argv[2]) as ScanSpec;
try {
  for await (const finding of engine.run({ kind: 'scan', spec })) process.stdout.write(`${JSON.stringify(finding)}\n`);
} finally {
  await engine.close();
}
