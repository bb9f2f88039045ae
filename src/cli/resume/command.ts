// `portolan resume`: goes on with a scan that was interrupted, or whose processes died.

import { type Asked, journalsFolder, journalsIn, takeUpParts } from '../../journals/journals.ts';
import type { Environment } from '../command-line.ts';
import { type Console, realConsole } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';
import { scanCommand } from '../scan/command.ts';
import type { ScanWorld } from '../scan/world.ts';
import { withoutSecrets } from '../secrets.ts';
import { RESUME_HELP } from './help.data.ts';

/** Returns the exit code, as `portolan scan` has it. Throws errors for people: E_JOURNAL before anything is sent. */
export async function resumeCommand(
  words: readonly string[],
  loadWorld: () => Promise<ScanWorld>,
  console: Console = realConsole(),
): Promise<number> {
  const { output, environment } = console;
  if (words.some((word) => word === '-h' || word === '--help')) {
    output.out(RESUME_HELP);
    return EXIT.finished;
  }
  const root = journalsFolder(environment);
  if (words.includes('--list')) {
    for (const { name, asked } of journalsIn(root)) {
      const [first, ...added] = asked;
      const more = added.length === 0 ? '' : ` and then ${added.flatMap(({ targets }) => targets).join(' ')}`;
      output.out(`${name}  ${first.begun}  portolan scan ${line(first)}${more}\n`);
    }
    return EXIT.finished;
  }
  const unknown = words.find((word) => word.startsWith('-'));
  if (unknown !== undefined) throw usageError(`resume has no option ${unknown}: it goes on as the scan was asked for`);
  if (words.length > 1) throw usageError('resume goes on with one scan: give its number, its folder, or nothing');
  const journals = takeUpParts(root, words[0]);
  const [{ asked }] = journals;
  const then = together(asked, environment);
  // The options' own reader looks there and nowhere else.
  for (const name of Object.keys(process.env)) if (name.startsWith('PORTOLAN_')) delete process.env[name];
  Object.assign(process.env, asked.environment);
  return scanCommand(asked.args, loadWorld, { ...console, environment: then }, journals);
}

const line = ({ args }: Asked): string => withoutSecrets(args).join(' ');

/** As it was then, and whom nobody is to ask now either. */
function together({ environment: then }: Asked, now: Environment): Environment {
  const others = Object.entries(now).filter(([name]) => !name.startsWith('PORTOLAN_'));
  const both: Record<string, string | undefined> = { ...Object.fromEntries(others), ...then };
  for (const name of ['PORTOLAN_EXCLUDE', 'PORTOLAN_EXCLUDE_FILE']) {
    const values = [then[name], now[name]].filter((value) => value !== undefined && value !== '');
    if (values.length > 0) both[name] = [...new Set(values)].join(',');
  }
  return both;
}
