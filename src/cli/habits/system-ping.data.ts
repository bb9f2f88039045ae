// The system's ping, as people have it in their fingers. Its -c -i -n -q -t -4 and the like come first where tools disagree.
import { type Habit, tuning, without } from './habit.ts';
import { isAddress, isFile, isNumber, isOctet } from './values.ts';

const MEANT = 'portolan does not flood: -i 10ms, or --rate N, sets the pace';
/** Of a number so large who typed it may have meant milliseconds, as fping has them. */
const LONG_SECONDS = 10;

export const PING_HABITS: readonly Habit[] = [
  {
    flag: '-i',
    value: true,
    when: (word) => /^\d+$/.test(word ?? '') && Number(word) >= LONG_SECONDS,
    to: '-i %',
    note: "seconds between two probes to a target, as the system's ping has it; fping's are milliseconds: -i 10ms",
  },
  { flag: '-W', to: '--timeout' },
  { flag: '-I', value: true, when: isAddress, to: '--source %' },
  { flag: '-I', to: '--interface' },
  { flag: '-s', to: '--payload-size' },
  {
    flag: '-t',
    value: true,
    when: (word) => Number(word) <= 255,
    to: '--ttl %',
    note: "time to live, as the system's ping has it; fping's -t is --timeout",
  },
  { flag: '-Q', value: true, when: isOctet, to: '--tos %' },
  { flag: '-M', value: true, when: (word) => /^(do|probe)$/.test(word ?? ''), to: '--df' },
  { flag: '-M', value: true, when: (word) => /^(want|dont)$/.test(word ?? ''), to: '' },
  { flag: '-n', to: '', note: 'addresses are not looked up' },
  { flag: '-O', to: '', when: (word) => !isNumber(word) },
  { flag: '-w', value: true, instead: '-c N ends after so many; or: timeout 10 portolan ping ...' },
  { flag: '-f', when: (word) => !isFile(word), instead: MEANT },
  { flag: '-A', when: (word) => word !== undefined && !word.startsWith('-'), instead: MEANT },
  { flag: '-6', instead: 'IPv6 comes later' },
  ...without('there is no such mode: each target is asked by itself', [], ['-R', '-L']),
  {
    flag: '-b',
    when: (word) => !isNumber(word),
    instead: 'broadcast addresses are not asked: portolan discover finds who is there',
  },
  { flag: '-r', when: (word) => !isNumber(word), instead: '-e NAME sends through an interface' },
  { flag: '-T', instead: 'nothing of the kind is set; portolan scan --traceroute HOST shows the way' },
  { flag: '-m', value: true, when: isNumber, instead: 'nothing of the kind is set' },
  { flag: '-l', value: true, when: isNumber, note: 'probes go out one after the other, as -i says' },
  { flag: '-d', when: (word) => !isNumber(word), note: 'it changes nothing here' },
  // fping's has a value.
  { flag: '-B', value: true, when: (word) => /^\d+(\.\d+)?$/.test(word ?? ''), note: 'it changes nothing here' },
  ...tuning('it changes nothing here', [], ['-B']),
];
