// naabu's options: one dash before whole words.
import { type Habit, tuning, without } from './habit.ts';
import { EVASION, SCRIPTS, TIMING } from './nmap.data.ts';
import { isNumber, isResolver, isResultFile, resultFile, targets } from './values.ts';

const CDN = 'no list of content networks is kept: exclude their addresses with --exclude or --exclude-file';
const PASSIVE = 'nobody else is asked what is open; portolan listen hears what hosts say by themselves';
const OWN_SETTINGS = 'what is set there are options here: give them on the command line, or in PORTOLAN_ variables';
const DISCOVERY = 'many addresses are first asked for a sign of life anyway; -Pn leaves that out';

const TOP_PORTS: Readonly<Record<string, readonly string[]>> = { full: ['-p', '-'] };

function topPorts(value: string): readonly string[] {
  return Object.hasOwn(TOP_PORTS, value) ? TOP_PORTS[value] : ['--top-ports', value];
}

/** Each under both its names. */
function both(flags: readonly [string, string], habit: Omit<Habit, 'flag'>): Habit[] {
  return flags.map((flag) => ({ flag, ...habit }));
}

export const NAABU_HABITS: readonly Habit[] = [
  { flag: '-host', value: true, rewrite: targets },
  ...both(['-l', '-list'], { to: '--targets-file' }),
  { flag: '-hL', to: '--targets-file' },
  ...both(['-eh', '-exclude-hosts'], { to: '--exclude' }),
  ...both(['-ef', '-exclude-file'], { to: '--exclude-file' }),
  { flag: '-port', to: '-p' },
  ...both(['-tp', '-top-ports'], { value: true, rewrite: topPorts }),
  ...both(['-ep', '-exclude-ports'], { to: '--exclude-ports' }),
  { flag: '-rate', to: '--rate' },
  { flag: '-retries', to: '--max-retries' },
  ...both(['-j', '-json'], { to: '--json' }),
  { flag: '-silent', to: '--quiet' },
  ...both(['-nc', '-no-color'], { to: '--no-color' }),
  { flag: '-verbose', to: '--verbose' },
  { flag: '-debug', to: '--verbose' },
  { flag: '-version', instead: 'see: portolan --version' },
  { flag: '-interface', to: '--interface' },
  ...both(['-il', '-interface-list'], { instead: 'see: portolan doctor' }),
  { flag: '-source-ip', to: '--source' },
  {
    flag: '-scan-type',
    value: true,
    rewrite: (value) => (/^c/i.test(value) ? ['--probe=syn', '--engine=connect'] : ['--probe=syn', '--engine=raw']),
  },
  { flag: '-s', value: true, when: (word) => word === 'c' || word === 'CONNECT', to: '--probe=syn --engine=connect' },
  { flag: '-s', value: true, when: (word) => word === 's' || word === 'SYN', to: '--probe=syn --engine=raw' },
  { flag: '-r', value: true, when: isResolver, to: '--dns-servers %' },
  ...both(['-sa', '-scan-all-ips'], { to: '', note: 'every address of a name is asked' }),
  ...both(['-iv', '-ip-version'], { value: true, note: 'IPv4 is asked; IPv6 comes later' }),
  ...both(['-sD', '-service-discovery'], { to: '' }),
  { flag: '-service-version', to: '' },
  { flag: '-verify', to: '' },
  { flag: '-rev-ptr', to: '' },
  ...both(['-wn', '-with-host-discovery'], { note: DISCOVERY }),
  { flag: '-host-discovery', to: '--probe=discover' },
  { flag: '-skip-host-discovery', to: '--no-discovery' },
  { flag: '-arp', to: '--probe=arp' },
  { flag: '-c', value: true, when: isNumber, note: TIMING },
  { flag: '-timeout', value: true, note: TIMING },
  ...tuning(
    TIMING,
    [
      '-warm-up-time',
      '-pts',
      '-port-threshold',
      '-input-read-timeout',
      '-irt',
      '-si',
      '-stats-interval',
      '-mp',
      '-metrics-port',
    ],
    ['-stream', '-stats', '-no-stdin', '-disable-stdin', '-ping'],
  ),
  ...tuning('portolan never looks for a newer one of itself', [], ['-duc', '-disable-update-check', '-up', '-update']),
  ...without(CDN, [], ['-ec', '-exclude-cdn', '-cdn', '-display-cdn']),
  ...without(PASSIVE, [], ['-passive']),
  ...without(SCRIPTS, ['-nmap-cli'], ['-nmap']),
  ...without(EVASION, ['-proxy', '-proxy-auth']),
  ...without(OWN_SETTINGS, ['-config']),
  ...without('give the list itself: -p 22,80-90', ['-pf', '-ports-file']),
  { flag: '-csv', to: '--output csv' },
  { flag: '-output', value: true, rewrite: resultFile },
  { flag: '-o', value: true, when: isResultFile, rewrite: resultFile },
  { flag: '-resume', instead: 'portolan resume goes on with a scan that was interrupted' },
  { flag: '-hc', instead: 'see: portolan doctor' },
  { flag: '-health-check', instead: 'see: portolan doctor' },
];
