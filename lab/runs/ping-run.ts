// Runs inside a namespace: pings as the one line of JSON on the command line says, and prints every event as a line of
// JSON. SIGTERM ends it by its signal. With `quiet` only starts, notices and ends are printed.
//   node ping-run.ts '{"target":"198.18.0.2","port":80,"count":4}'
import { type PingRequest, ping } from '../../src/ping/index.ts';

interface Question extends Omit<PingRequest, 'payload'> {
  readonly quiet?: boolean;
  /** Bytes as hexadecimal digits. */
  readonly payload?: string;
}

const { quiet = false, payload = '', ...request } = JSON.parse(process.argv[2]) as Question;
const control = new AbortController();
let abortedAt = 0;
process.once('SIGTERM', () => {
  abortedAt = performance.now();
  control.abort();
});
try {
  const bytes = new Uint8Array(Buffer.from(payload, 'hex'));
  for await (const event of ping({ ...request, payload: bytes }, control)) {
    if (quiet && (event.type === 'ping' || event.type === 'ping-stray')) continue;
    process.stdout.write(`${JSON.stringify(event)}\n`);
  }
  const { user, system } = process.cpuUsage();
  const afterAbortMs = abortedAt === 0 ? null : performance.now() - abortedAt;
  process.stdout.write(`${JSON.stringify({ type: 'over', afterAbortMs, cpuMs: (user + system) / 1000 })}\n`);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stdout.write(`${JSON.stringify({ type: 'error', code, message })}\n`);
}
