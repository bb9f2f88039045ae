// hping3's options.
import { type Habit, tuning, without } from './habit.ts';
import { EVASION } from './nmap.data.ts';
import { isAddress, isNumber, isOctet, microseconds } from './values.ts';

const PACE = 'portolan does not flood: -i 10ms, or --rate N, sets the pace';
const NO_FIELD = 'that field is not set by hand: it is what proves an answer';
const SOURCE_PORT = 'the source port is chosen for each ping: what comes back is told by it';

/** A letter of hping3's that sets a TCP flag; several are several letters of ours, one option each time. */
function tcpFlag(letter: string, all: readonly string[]): readonly string[] {
  const asked = all.filter((word) => /^-[SAFRPU]$/.test(word) || /^--(syn|ack|fin|rst|push|urg)$/.test(word));
  const letters = [...new Set(asked.map((word) => word.replace(/^-+/, '')[0].toUpperCase()))];
  return letters[0] === letter ? ['--flags', letters.join('')] : [];
}

const LONG: readonly (readonly [string, string])[] = [
  ...([
    ['--syn', 'S'],
    ['--ack', 'A'],
    ['--fin', 'F'],
    ['--rst', 'R'],
    ['--push', 'P'],
    ['--urg', 'U'],
  ] as const),
];
const SHORT: readonly string[] = ['A', 'F', 'P', 'U'];

export const HPING3_HABITS: readonly Habit[] = [
  { flag: '-1', to: '--icmp' },
  { flag: '-2', to: '--udp' },
  {
    flag: '-S',
    when: (word) => !isAddress(word),
    rewrite: (_, all) => tcpFlag('S', all),
    note: "a SYN, as hping3's; with an address -S is where to send from",
  },
  ...SHORT.map((letter): Habit => ({ flag: `-${letter}`, rewrite: (_, all) => tcpFlag(letter, all) })),
  ...LONG.map(([flag, letter]): Habit => ({ flag, rewrite: (_, all) => tcpFlag(letter, all) })),
  { flag: '-i', value: true, when: (word) => /^u\d/.test(word ?? ''), rewrite: (value) => ['-i', microseconds(value)] },
  {
    flag: '--interval',
    value: true,
    when: (word) => /^u\d/.test(word ?? ''),
    rewrite: (value) => ['-i', microseconds(value)],
  },
  { flag: '-V', to: '--verbose', note: "as hping3's; portolan --version tells the version" },
  { flag: '-Q', instead: 'sequence numbers are not gathered: --json has that of each answer' },
  { flag: '--fast', to: '-i 100ms' },
  { flag: '--faster', to: '-i 1ms' },
  { flag: '--destport', to: '-p' },
  { flag: '--scan', value: true, to: '-p % -c 1', note: 'for whole ranges of ports: portolan scan -p 1-1024 HOST' },
  { flag: '-8', value: true, to: '-p % -c 1', note: 'for whole ranges of ports: portolan scan -p 1-1024 HOST' },
  { flag: '-y', to: '--df' },
  { flag: '-o', value: true, when: isOctet, to: '--tos %' },
  { flag: '-e', value: true, when: (word) => /\s/.test(word ?? ''), to: '--data %' },
  { flag: '-d', value: true, when: isNumber, to: '--payload-size %' },
  { flag: '--numeric', to: '' },
  { flag: '--beep', note: 'it is silent' },
  ...tuning(
    'the options of a modern client are sent anyway; --bare leaves them out',
    [],
    ['--tcp-timestamp', '--tcp-mss', '--tcpexitcode'],
  ),
  ...without(PACE, [], ['--flood']),
  ...without('portolan scan --traceroute HOST shows the way', [], ['--traceroute', '--tr-keep-ttl', '--tr-stop']),
  ...without(SOURCE_PORT, ['--baseport', '--source-port'], ['--keep', '-k']),
  ...without(
    NO_FIELD,
    ['--setseq', '--setack', '--win', '--tcpoff', '--icmptype', '--icmpcode', '--id', '--seqnum'],
    ['--rawip', '-0'],
  ),
  ...without(
    EVASION,
    ['--spoof', '--mtu', '--fragoff', '--icmp-gw'],
    ['--rand-source', '--rand-dest', '--badcksum', '--frag', '--morefrag'],
  ),
  ...without(
    'what was sent and received is recorded by --pcap FILE',
    ['--listen', '-9', '-E'],
    ['-j', '--dump', '--print', '-z', '-Z', '--safe'],
  ),
];
