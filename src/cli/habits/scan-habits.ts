// What other port scanners' options are in `portolan scan`. nmap first: most people come from there.
import { merged } from './habit.ts';
import { MASSCAN_HABITS } from './masscan.data.ts';
import { NAABU_HABITS } from './naabu.data.ts';
import { NMAP_HABITS } from './nmap.data.ts';
import { RUSTSCAN_HABITS } from './rustscan.data.ts';
import { ZMAP_HABITS } from './zmap.data.ts';

export const SCAN_HABITS = merged(
  ['nmap', NMAP_HABITS],
  ['RustScan', RUSTSCAN_HABITS],
  ['masscan', MASSCAN_HABITS],
  ['naabu', NAABU_HABITS],
  ['zmap', ZMAP_HABITS],
);
