// Runs inside a namespace: a survey by the library, as a program of somebody's would have it. Prints each line, with `atMs`: when it came,
// milliseconds since the first.
//   node survey-run.ts '{"targets":["198.19.0.1"],"probes":["udp"]}'
import { type SurveyRequest, survey } from '../../src/survey/index.ts';

const request = JSON.parse(process.argv[2]) as SurveyRequest;
let first: number | null = null;
for await (const line of survey(request)) {
  first ??= performance.now();
  process.stdout.write(`${JSON.stringify({ ...line, atMs: performance.now() - first })}\n`);
}
