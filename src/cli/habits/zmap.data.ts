// zmap's options. Where a letter is nmap's as well, it is zmap's only with a value that nmap's could not have.
import { type Habit, tuning, without } from './habit.ts';
import { EVASION, TIMING } from './nmap.data.ts';
import { isFieldList, isFile, isNumber, perBandwidth, resultFile } from './values.ts';

const OWN_SETTINGS = 'what is set there are options here: give them on the command line, or in PORTOLAN_ variables';
const OUTPUT = '-o csv=FILE --fields ip,port writes columns; --json a line each';
const PART = 'all targets are asked; --shard 1/4 --seed TEXT takes a part';
const FINDS_OUT = 'the next hop is found out, as the kernel would choose it';

const MODULES: Readonly<Record<string, readonly string[]>> = {
  tcp_synscan: ['--probe=syn'],
  tcp_synackscan: [],
  icmp_echoscan: ['--probe=icmp'],
  icmp_echo_time: ['--probe=icmp'],
  udp: ['--probe=udp'],
};

function probeModule(name: string): readonly string[] {
  const words = Object.hasOwn(MODULES, name) ? MODULES[name] : [];
  if (words.length === 0) throw new Error('there are --probe syn, udp, icmp, arp and discover');
  return words;
}

export const ZMAP_HABITS: readonly Habit[] = [
  { flag: '--target-port', to: '-p' },
  { flag: '--target-ports', to: '-p' },
  {
    flag: '-r',
    value: true,
    when: (word) => /^\d+[kmg]?$/i.test(word ?? ''),
    to: '--rate %',
    note: "a rate, as zmap's -r; RustScan's is ports (-p), nmap's takes no value",
  },
  {
    flag: '-B',
    value: true,
    rewrite: (value) => ['--rate', perBandwidth(value)],
    note: 'as probes a second, 84 bytes each on the link',
  },
  {
    flag: '--bandwidth',
    value: true,
    rewrite: (value) => ['--rate', perBandwidth(value)],
    note: 'as probes a second, 84 bytes each on the link',
  },
  { flag: '-w', to: '--targets-file' },
  { flag: '--whitelist-file', to: '--targets-file' },
  { flag: '--allowlist-file', to: '--targets-file' },
  { flag: '-b', value: true, when: isFile, to: '--exclude-file %' },
  { flag: '--blacklist-file', to: '--exclude-file' },
  { flag: '--blocklist-file', to: '--exclude-file' },
  { flag: '-s', value: true, when: isNumber, to: '--source-port %' },
  { flag: '-M', value: true, rewrite: probeModule },
  { flag: '--probe-module', value: true, rewrite: probeModule },
  { flag: '--dryrun', to: '--dry-run' },
  { flag: '--sender-threads', to: '--generators' },
  { flag: '-O', value: true, when: (word) => word === 'json', to: '--json' },
  { flag: '-O', value: true, when: (word) => /^(csv|default|redis|extended)/.test(word ?? ''), instead: OUTPUT },
  { flag: '--output-module', value: true, when: (word) => word === 'json', to: '--json' },
  { flag: '--output-module', value: true, instead: OUTPUT },
  { flag: '-f', value: true, when: isFieldList, instead: OUTPUT },
  ...without(OUTPUT, ['--output-fields', '--output-args', '--metadata-file', '--status-updates-file']),
  { flag: '--output-file', value: true, rewrite: resultFile },
  { flag: '--output-filter', value: true, instead: '--open shows open ports alone' },
  { flag: '-n', value: true, when: (word) => /^\d+%?$/.test(word ?? ''), instead: PART },
  ...without(PART, ['--max-targets', '-N', '--max-results']),
  { flag: '--max-runtime', value: true, instead: 'timeout 60 portolan scan ...: what was found until then is printed' },
  { flag: '-v', value: true, when: (word) => /^[0-5]$/.test(word ?? ''), to: '--verbose' },
  { flag: '--verbosity', value: true, to: '--verbose' },
  ...tuning(FINDS_OUT, ['-G']),
  { flag: '-X', note: FINDS_OUT },
  { flag: '--iplayer', note: FINDS_OUT },
  { flag: '--vpn', note: FINDS_OUT },
  ...tuning(
    TIMING,
    [
      '-P',
      '--probes',
      '--cooldown-time',
      '--cores',
      '--max-sendto-failures',
      '--min-hitrate',
      '--batch',
      '--log-file',
      '--log-directory',
    ],
    ['--ignore-invalid-hosts', '--ignore-blocklist-errors', '--disable-syslog', '--no-header-row'],
  ),
  ...without(EVASION, ['--probe-args', '--validate-source-port']),
  ...without(OWN_SETTINGS, ['-C', '--config']),
];
