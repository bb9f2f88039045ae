// nping's options.
import { type Habit, tuning, without } from './habit.ts';
import { EVASION } from './nmap.data.ts';
import { flagLetters } from './values.ts';

const NO_FIELD = 'that field is not set by hand: it is what proves an answer';
const ECHO = 'there is no such mode: portolan listen, or --pcap FILE at the other end, shows what arrives';

export const NPING_HABITS: readonly Habit[] = [
  { flag: '--tcp', to: '' },
  { flag: '--tcp-connect', to: '--connect' },
  { flag: '--unprivileged', to: '--connect' },
  { flag: '--privileged', to: '' },
  { flag: '--dest-port', to: '-p' },
  { flag: '--delay', to: '-i' },
  { flag: '--source-ip', to: '--source' },
  {
    flag: '--flags',
    value: true,
    when: (word) => /^(syn|ack|fin|rst|psh|urg|ece|ecn|cwr)\b/i.test(word ?? ''),
    rewrite: (value) => ['--flags', flagLetters(value)],
  },
  { flag: '--data-string', to: '--data' },
  { flag: '--data-length', to: '--payload-size' },
  {
    flag: '--data',
    value: true,
    when: (word) => /^(0x)?([\da-f]{2})+$/i.test(word ?? ''),
    to: '--data %',
    note: "taken as text; nping's are bytes, which are written hex:0a1b here",
  },
  { flag: '--dest-ip', value: true, to: '%' },
  { flag: '--hide-sent', note: 'what is sent is not shown anyway' },
  ...without('portolan scan --traceroute HOST shows the way', [], ['--tr']),
  ...without(NO_FIELD, ['--seq', '--icmp-type', '--icmp-code', '--icmp-id', '--icmp-seq', '--arp-type']),
  ...without(
    EVASION,
    ['--source-mac', '--ip-options', '--evil', '--arp-sender-ip', '--arp-sender-mac'],
    ['--badsum', '--badsum-ip', '--mf'],
  ),
  ...without(ECHO, ['--echo-client', '--ec', '--echo-server', '--es', '--echo-port', '--ep']),
  ...tuning(
    'it changes nothing here',
    ['--bpf-filter', '--ether-type'],
    ['--send-eth', '--send-ip', '--no-capture', '--no-crc', '--safe-payloads', '--include-payloads', '--debug'],
  ),
];
