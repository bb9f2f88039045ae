// RustScan's options. What stands behind `--` are nmap's (translate.ts).
import { type Habit, tuning } from './habit.ts';
import { SCRIPTS, TIMING } from './nmap.data.ts';
import { isEnd, isFile, isNumber, isPortList, isRange, targets } from './values.ts';

const BARE = 'only ip:port of what is open (-o list)';

/** A list of addresses, or the file of one. */
function addresses(value: string): readonly string[] {
  return isFile(value) ? ['--targets-file', value] : targets(value);
}

export const RUSTSCAN_HABITS: readonly Habit[] = [
  { flag: '-a', value: true, rewrite: addresses },
  { flag: '--addresses', value: true, rewrite: addresses },
  { flag: '-r', value: true, when: isRange, to: '-p %' },
  { flag: '--range', value: true, when: isRange, to: '-p %' },
  {
    flag: '-e',
    value: true,
    when: isPortList,
    to: '--exclude-ports %',
    note: "ports to leave out, as RustScan's -e; nmap's is an interface",
  },
  { flag: '-x', to: '--exclude' },
  { flag: '--exclude-addresses', to: '--exclude' },
  { flag: '--top', to: '--top-ports 1000', value: 'joined' },
  { flag: '--udp', when: isEnd, to: '--probe=udp', note: 'here --udp takes ports; alone it is -sU' },
  { flag: '--scripts', value: true, when: (word) => word === 'none', to: '--no-services' },
  { flag: '--scripts', value: true, instead: SCRIPTS },
  { flag: '-b', value: true, when: isNumber, note: TIMING },
  { flag: '-t', value: true, when: isNumber, note: TIMING },
  { flag: '-u', value: true, when: isNumber, note: TIMING },
  { flag: '--tries', value: true, note: 'the silent are asked again as the loss needs; --max-retries N sets a limit' },
  ...tuning(TIMING, ['--batch-size', '--timeout', '--ulimit']),
  { flag: '--scan-order', value: true, note: 'the order is always shuffled' },
  ...tuning('there is none', [], ['--no-banner', '--no-config', '--accessible']),
  { flag: '--greppable', to: '--output list', note: BARE },
  { flag: '-g', when: (word) => !isNumber(word), to: '--output list', note: BARE },
];
