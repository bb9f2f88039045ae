// masscan's options, but for those that are spelled as ours or nmap's (-p, --rate, --exclude, --shard, --seed, --ttl ...).
import { type Habit, tuning, without } from './habit.ts';
import { EVASION, TIMING } from './nmap.data.ts';
import { targets } from './values.ts';

const FINDS_OUT = 'services are found out anyway, each in its own protocol';
const OWN_SETTINGS = 'what is set there are options here: give them on the command line, or in PORTOLAN_ variables';
const HIDES_NOTHING =
  'the next hop and the sender are found out, as the kernel would choose them; -e and -S choose others';

const FORMATS: Readonly<Record<string, string>> = {
  ...{ xml: 'xml', list: 'masscan-list', json: 'masscan-json', ndjson: 'masscan-ndjson', grepable: 'grepable' },
};

function outputFormat(name: string): readonly string[] {
  if (!Object.hasOwn(FORMATS, name)) throw new Error('give -o FORMAT=FILE');
  return ['--output', FORMATS[name]];
}

export const MASSCAN_HABITS: readonly Habit[] = [
  { flag: '--range', value: true, rewrite: targets },
  { flag: '--ranges', value: true, rewrite: targets },
  { flag: '--includefile', to: '--targets-file' },
  { flag: '--include-file', to: '--targets-file' },
  { flag: '--source-ip', to: '--source' },
  { flag: '--adapter-ip', to: '--source' },
  { flag: '--adapter-port', to: '--source-port' },
  { flag: '--adapter', to: '--interface' },
  { flag: '-i', to: '--interface' },
  { flag: '--retries', to: '--max-retries' },
  { flag: '--shards', to: '--shard' },
  { flag: '--open-only', to: '--open' },
  { flag: '--banners', to: '', note: FINDS_OUT },
  { flag: '--banner', to: '', note: FINDS_OUT },
  { flag: '--nobanners', to: '--no-services' },
  {
    flag: '--ping',
    value: 'joined',
    rewrite: (_, all) =>
      all.some((word) => /^(-p|--ports|-F|--top-ports)/.test(word)) ? [] : ['--probe=discover', '--discover-by=echo'],
    note: 'who answers is found out first anyway; without ports it is all that is asked',
  },
  ...tuning('when nothing more can come is found out, host by host', [
    '--wait',
    '--connection-timeout',
    '--tcp-timeout',
  ]),
  ...tuning(FINDS_OUT, ['--capture', '--nocapture', '--hello', '--hello-timeout', '--http-user-agent', '--rawudp']),
  ...tuning(
    TIMING,
    ['--sendq', '--blackrock-rounds', '--min-packet'],
    ['--pfring', '--nobacktrace', '--nmap-compat', '--lan-mode', '--rotate-offset'],
  ),
  ...tuning(HIDES_NOTHING, ['--router-ip', '--gateway-ip', '--adapter-vlan', '--vlan']),
  ...tuning(HIDES_NOTHING, ['--router-mac', '--gateway-mac', '--router-mac-ipv4']),
  ...without(EVASION, ['--adapter-mac', '--source-mac', '--tcp-init-window', '--tcp-mss']),
  { flag: '--offline', to: '--dry-run' },
  { flag: '--infinite', instead: 'a scan ends; repeat the command for another' },
  ...without(
    'nothing is attacked or tested for holes: services are named with product and version',
    ['--vuln'],
    ['--heartbleed', '--poodle', '--ticketbleed', '--script-heartbleed'],
  ),
  ...without(OWN_SETTINGS, ['--conf', '--resume-index', '--resume-count']),
  { flag: '-c', value: true, when: (word) => /\.(conf|cfg)$/.test(word ?? ''), instead: OWN_SETTINGS },
  { flag: '--nmap', instead: 'docs/from-nmap.md lists what there is of nmap: its own spellings work' },
  { flag: '--echo', instead: '-v says what is asked, --dry-run prints it probe by probe' },
  {
    flag: '--readscan',
    value: true,
    instead:
      'the format of masscan -oB is not read: have masscan write JSON (--readscan FILE -oJ FILE2), then: portolan import FILE2',
  },
  { flag: '-oR', value: true, instead: '-oJ FILE writes JSON' },
  { flag: '-oU', value: true, instead: '-oL FILE writes a list' },
  {
    flag: '--output-format',
    value: true,
    rewrite: outputFormat,
  },
  { flag: '--output-filename', value: true, instead: '-o FORMAT=FILE has both: -o json=FILE, -o masscan-json=FILE' },
  { flag: '--append', to: '--append-output' },
  ...without('a file is written once: name another with every run', ['--rotate', '--rotate-dir', '--rotate-size']),
];
