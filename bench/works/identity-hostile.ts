// Hosts that lie about who they are: what they cost, and what of their words reaches the terminal.
import { openPair } from '../../lab/network/pair.ts';
import { start } from '../../lab/process.ts';
import { labProgram } from '../../lab/program.ts';
import { familyOf } from '../gauges/family.ts';
import { residentBytes } from '../gauges/memory-gauge.ts';
import { runTool } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import type { WorkResult } from '../score/results.ts';

const HOSTS = ['198.18.9.2', '198.18.9.3', '198.18.9.4', '198.18.9.5', '198.18.9.6'];
const QUIET = ['198.18.9.12', '198.18.9.13', '198.18.9.14', '198.18.9.15', '198.18.9.16'];
const TIMEOUT_MS = 120_000;
const PERIOD_MS = 20;
/** Of what is fetched of one page (`fetch-page.ts`) several may be, and the kernels between hold some. */
const TAKEN_MOST = 32e6;
const MEMORY_MORE_MOST = 50;
/** What a terminal obeys, but for the end of a line; and what turns the direction of writing. */
const OBEYED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

export async function runIdentityHostile(_quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using pair = await openPair([...HOSTS, ...QUIET]);
  const liars = start('ip', [
    ...['netns', 'exec', pair.target, process.execPath, labProgram('machines/hostile-names'), ...HOSTS],
  ]);
  if ((await liars.line()) !== 'ready') throw new Error('the hosts are not ready');
  const runOnce = async (targets: readonly string[], more: readonly string[]) => {
    const words = [
      ...productWords,
      'scan',
      ...targets,
      '-p',
      '1-1000',
      '--udp',
      'known',
      '--snmp-community',
      'public',
      ...more,
    ];
    let peak = 0;
    let timer: NodeJS.Timeout | undefined;
    const run = await runTool(['ip', 'netns', 'exec', pair.scannerNamespace, ...words], TIMEOUT_MS, (pid) => {
      timer = setInterval(() => {
        peak = Math.max(
          peak,
          familyOf(pid).reduce((sum, each) => sum + residentBytes(each), 0),
        );
      }, PERIOD_MS);
    });
    clearInterval(timer);
    const obeyed = run.stdout.match(OBEYED)?.length ?? 0;
    say(
      `hostile: ${targets[0]}: ${run.seconds.toFixed(1)} s, ${(peak / 1e6).toFixed(0)} MB, ${obeyed} ${run.failure ?? ''}`,
    );
    return { words, peak: peak / 1e6, obeyed, ...run };
  };
  const quiet = await runOnce(QUIET, []);
  const shown = await runOnce(HOSTS, []);
  const json = await runOnce(HOSTS, ['--json']);
  const taken = Number(await liars.ask('report'));
  const all = [
    ['five quiet hosts, as text', quiet],
    ['five that lie, as text', shown],
    ['five that lie, as JSON', json],
  ] as const;
  const more = Math.max(shown.peak, json.peak) - quiet.peak;
  const isWell = all.every(([, { failure }]) => failure === null);
  return {
    columns: ['hosts', 'time, s', 'peak of the sum of RSS, MB', 'characters that a terminal obeys'],
    rows: all.map(([name, { seconds, peak, obeyed }]) => [name, seconds.toFixed(1), peak.toFixed(0), String(obeyed)]),
    checks: [
      {
        wanted: 'no crash, no hang, bounded memory, shown safely',
        got: `${isWell ? 'all ended well' : 'see below'}, ${more.toFixed(0)} MB more than of quiet hosts, ${shown.obeyed + json.obeyed} characters; of the endless page ${(taken / 1e6).toFixed(1)} MB in all`,
        met: isWell && more < MEMORY_MORE_MOST && shown.obeyed + json.obeyed === 0 && taken < TAKEN_MOST,
      },
    ],
    commands: all.slice(1).map(([, { words }]) => shownCommand(words)),
    notes: [
      'Names by mDNS, LLMNR and DNS that are pointers to themselves; a UPnP description of 1 GB; SNMP whose lengths lie; 255 NetBIOS names; escape sequences in the names of SNMP, mDNS, FTP and HTTP.',
      ...all.flatMap(([name, { failure }]) => (failure === null ? [] : [`${name}: ${failure}`])),
    ],
  };
}
