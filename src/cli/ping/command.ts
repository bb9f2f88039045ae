// `portolan ping`.
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT, errorText, isForPeople } from '../errors.ts';
import { catchSignals } from '../interruption.ts';
import { ClosedPipeError } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
import { unlessText } from '../texts.ts';
import { PING_EXIT, pingExitCodeOf } from './exit.ts';
import { type PingCommandOptions, parsePingOptions } from './options.ts';
import { createPingOutput, type PingOutput } from './output.ts';
import { type PingRequest, pingRequest } from './request.ts';
import type { PingWorld } from './world.ts';

/** What a ping has to say at its end takes no time. */
const STOP_LIMIT_MS = 3000;

/** Runs the command; returns its exit code (ping/exit.ts). Tells errors itself; throws ClosedPipeError only. */
export async function pingCommand(
  args: readonly string[],
  loadWorld: () => Promise<PingWorld>,
  console: Console = realConsole(),
): Promise<number> {
  try {
    const options = await unlessText(parsePingOptions(args, console.environment), console.output);
    if (options === null) return EXIT.finished;
    return await run(options, console, await loadWorld());
  } catch (error) {
    if (error instanceof ClosedPipeError) throw error;
    console.output.err(errorText(error));
    return pingExitCodeOf(error);
  }
}

async function run(options: PingCommandOptions, console: Console, world: PingWorld): Promise<number> {
  const output = createPingOutput(options, console);
  const interruption = catchSignals({ ...output, onStop: () => {} }, STOP_LIMIT_MS);
  try {
    for (const name of options.unknownVariables) output.note(`${name} is set but is no option of ping: ignored`);
    for (const note of options.notes) output.note(note);
    let request: PingRequest;
    try {
      request = await pingRequest(options, world, console.stdoutIsTerminal, interruption.signal);
    } catch (error) {
      if (interruption.signal.aborted && !isForPeople(error)) return PING_EXIT.lost;
      throw error;
    }
    for (const note of request.notes) output.note(note);
    output.begin(request.options.targets.length);
    const { notFound } = request;
    if (notFound !== null) {
      console.output.err(errorText(notFound));
      if (options.format === 'json') output.take({ type: 'ping-notice', code: notFound.code, text: notFound.message });
    }
    const code = await Promise.race([
      follow(request, output, world, interruption.signal, options.pcap),
      interruption.stuck,
    ]);
    return notFound === null ? code : PING_EXIT.nameNotFound;
  } finally {
    interruption.release();
    output.close();
  }
}

/** Takes all events. What was measured is shown also when the ping fails half-way. */
async function follow(
  { options }: PingRequest,
  output: PingOutput,
  world: PingWorld,
  signal: AbortSignal,
  pcap: string | undefined,
): Promise<number> {
  using recording = pcap === undefined ? null : openRecording(pcap);
  const control = { signal, ...(recording === null ? {} : { recordTo: recording.descriptor }) };
  try {
    for await (const event of world.ping(options, control)) output.take(event);
  } catch (error) {
    if (!(error instanceof ClosedPipeError)) output.finish();
    throw namingRecording(pcap, error);
  }
  output.finish();
  if (!output.complete()) {
    throw new CliError('E_ENGINE_DIED', 'the ping ended without saying what became of every target; see above');
  }
  return output.exitCode();
}
