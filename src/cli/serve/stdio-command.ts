// `portolan rpc` and `portolan mcp`.
import { createLifecycle } from '../../server/container/lifecycle.ts';
import { createWatch } from '../../server/container/watch.ts';
import type { Services } from '../../server/open-services.ts';
import { version } from '../../survey/version.ts';
import { type Console, realConsole } from '../console.ts';
import type { EarlyKeeper } from '../early-engine.ts';
import { CliError, EXIT, errorText } from '../errors.ts';
import { catchSignals } from '../interruption.ts';
import { placeOf } from '../kept/open.ts';
import { serverFolder } from './folder.ts';
import { parseStdioOptions, type StdioOptions } from './stdio-options.ts';
import { realServerWorld } from './world.ts';

const END_LIMIT_MS = 12_000;

export function rpcCommand(args: readonly string[], early: EarlyKeeper): Promise<number> {
  return run('rpc', args, early, async ({ host }) => {
    const { serveStreams } = await import('../../server/rpc/stdio.ts');
    return serveStreams(host, process.stdin, process.stdout);
  });
}

export function mcpCommand(args: readonly string[], early: EarlyKeeper): Promise<number> {
  return run('mcp', args, early, async ({ methods, host: { report } }, { operator }) => {
    const { serveMcp } = await import('../../server/mcp/tools.ts');
    return serveMcp({ methods, version: version(), role: operator ? 'operator' : 'viewer', report });
  });
}

/** Until stdin ends, or it is interrupted. stdout is the protocol's alone. */
async function run(
  name: 'rpc' | 'mcp',
  args: readonly string[],
  early: EarlyKeeper,
  serve: (services: Services, options: StdioOptions) => Promise<void>,
  console: Console = realConsole(),
): Promise<number> {
  const options = parseStdioOptions(name, args, console.environment);
  if ('help' in options) {
    console.output.out(options.help);
    return EXIT.finished;
  }
  const [folder, db] = [await serverFolder(console.environment), (await placeOf(options, console.environment))!];
  const report = (error: unknown): void => console.output.err(errorText(error));
  const world = await realServerWorld(early, { folder, db, report, runsSchedules: false });
  const { openServices } = await import('../../server/open-services.ts');
  const services = await openServices(world);
  const life = createLifecycle(services.parts, { watch: createWatch });
  const interruption = catchSignals(
    { onStop() {}, finish() {}, close() {}, exitCode: () => EXIT.finished },
    END_LIMIT_MS,
  );
  await life.begin();
  const { promise: interrupted, resolve } = Promise.withResolvers<void>();
  interruption.signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([serve(services, options), interrupted]);
  const faults = await Promise.race([life.end(), interruption.stuck.then(() => ['it did not end in time'])]);
  for (const fault of faults) report(new CliError('E_SERVICE_STOP', fault));
  return faults.length === 0 ? EXIT.finished : EXIT.failed;
}
