// fping's options. Where a letter is the system ping's as well, it is fping's only where that one's could not be meant.
import { type Habit, tuning, without } from './habit.ts';
import { isAddress, isFile, isNumber, isOctet, milliseconds } from './values.ts';

const ALIVE = 'only who answers: portolan discover HOSTS, or -q --csv here and look at the last column';

export const FPING_HABITS: readonly Habit[] = [
  { flag: '-C', to: '-c' },
  { flag: '--vcount', to: '-c' },
  { flag: '-l', to: '-c 0' },
  { flag: '--loop', to: '-c 0' },
  { flag: '-m', to: '--all-addresses' },
  { flag: '--all', to: '--all-addresses' },
  { flag: '-b', to: '--payload-size' },
  { flag: '--size', to: '--payload-size' },
  { flag: '-H', to: '--ttl' },
  { flag: '-O', value: true, when: isOctet, to: '--tos %' },
  { flag: '-o', when: (word) => !isOctet(word), note: 'the summary names each target that did not answer' },
  { flag: '--src', to: '--source' },
  { flag: '--iface', to: '--interface' },
  { flag: '-f', value: true, when: isFile, to: '--targets-file %' },
  { flag: '--file', to: '--targets-file' },
  { flag: '--addr', to: '' },
  { flag: '--dontfrag', to: '--df' },
  {
    flag: '-t',
    value: true,
    when: (word) => Number(word) > 255,
    rewrite: (value) => ['--timeout', milliseconds(value)],
    note: "milliseconds, as fping's; the system ping's -t is the time to live",
  },
  { flag: '-p', value: true, when: (word) => Number(word) > 65_535, rewrite: (value) => ['-i', milliseconds(value)] },
  { flag: '--period', value: true, rewrite: (value) => ['-i', milliseconds(value)] },
  { flag: '-g', when: (word) => !isAddress(word) && !isNumber(word), to: '' },
  { flag: '--generate', to: '' },
  { flag: '-r', value: true, when: isNumber, note: 'each probe is one of the count: -c N sets how many' },
  { flag: '--retry', value: true, note: 'each probe is one of the count: -c N sets how many' },
  { flag: '-J', to: '--json' },
  ...tuning(
    'it changes nothing here',
    ['--backoff', '--fwmark', '--seqmap-timeout', '--squiet'],
    [
      '--random',
      '--rdns',
      '--name',
      '--elapsed',
      '--timestamp',
      '--print-ttl',
      '--print-tos',
      '--netdata',
      '--stats',
      '--outage',
    ],
  ),
  ...tuning('the summary names each target that did not answer', [], ['-u', '--unreach']),
  ...tuning('the summary comes at the end anyway', [], ['-D', '-N']),
  ...without(ALIVE, ['--reachable', '-x'], ['-a', '--alive']),
  {
    flag: '-g',
    value: true,
    when: isAddress,
    instead: 'write the range as one target: 198.18.0.1-198.18.0.20, or a network',
  },
];
