// `portolan serve`.
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createWatch } from '../../server/container/watch.ts';
import { ServerError } from '../../server/server-error.ts';
import { type Console, realConsole } from '../console.ts';
import type { EarlyKeeper } from '../early-engine.ts';
import { CliError, EXIT, errorText } from '../errors.ts';
import { catchSignals } from '../interruption.ts';
import { placeOf } from '../kept/open.ts';
import { serverFolder } from './folder.ts';
import { parseServeOptions, type ServeOptions } from './options.ts';
import { realServerWorld } from './world.ts';

/** Longer than the end may take by itself (lifecycle.ts): for what it does not foresee. */
const END_LIMIT_MS = 12_000;

/** Runs until it is interrupted; returns its exit code. Throws errors for people. */
export async function serveCommand(
  args: readonly string[],
  early: EarlyKeeper,
  console: Console = realConsole(),
): Promise<number> {
  const options = parseServeOptions(args, console.environment);
  if ('help' in options) {
    console.output.out(options.help);
    return EXIT.finished;
  }
  const say = (text: string): void => {
    if (!options.quiet) console.output.err(`${text}\n`);
  };
  for (const name of options.unknownVariables) say(`${name} is set but is no option of serve: ignored`);
  const folder = await serverFolder(console.environment);
  const [{ createServer }, { keptTokens }] = await Promise.all([
    import('../../server/server.ts'),
    import('../../server/web/tokens.ts'),
  ]);
  const tokens = await keptTokens(folder);
  const tls = await readTls(options);
  const report = (error: unknown): void => console.output.err(errorText(error));
  const db = (await placeOf(options, console.environment))!;
  const world = await realServerWorld(early, { folder, db, report, runsSchedules: true });
  const names = [hostname(), ...(options.host === '' ? [] : [options.host]), ...options.serverName];
  const server = await createServer(world, {
    host: options.host,
    port: options.port,
    tokens,
    names,
    watch: createWatch,
    ...tls,
  });
  const interruption = catchSignals(
    {
      onStop: () => say('stopping; what was found is kept (once more to stop at once)'),
      finish() {},
      close() {},
      exitCode: () => EXIT.finished,
    },
    END_LIMIT_MS,
  );
  await server.begin();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  interruption.signal.addEventListener('abort', () => resolve(), { once: true });
  const link = linkOf(options, server.port());
  console.output.out(`${link}?token=${tokens.operator}\n`);
  say(`viewers, who may look and start nothing: ${link}?token=${tokens.viewer}`);
  if (!early.packets) say('no raw sockets here (see portolan doctor): it scans by full connections');
  await asked;
  const faults = await Promise.race([server.end(), interruption.stuck.then(() => ['it did not end in time'])]);
  for (const fault of faults) console.output.err(errorText(new CliError('E_SERVICE_STOP', fault)));
  return faults.length === 0 ? EXIT.finished : EXIT.failed;
}

function linkOf({ host, tlsCert }: ServeOptions, port: number): string {
  const any = host === '0.0.0.0' || host === '::';
  const name = any ? hostname() : host.includes(':') ? `[${host}]` : host;
  return `${tlsCert === undefined ? 'http' : 'https'}://${name}:${port}/`;
}

async function readTls({ tlsCert, tlsKey }: ServeOptions): Promise<{ tls?: { cert: string; key: string } }> {
  if (tlsCert === undefined || tlsKey === undefined) return {};
  const [cert, key] = await Promise.all([tlsCert, tlsKey].map(readPem));
  return { tls: { cert, key } };
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ServerError('E_TLS', `${path} cannot be read as user ${process.getuid?.()}: ${(error as Error).message}`);
  }
}
