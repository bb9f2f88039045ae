// What other tools' options are in `portolan ping`: the system's ping first, in everybody's fingers.
import { FPING_HABITS } from './fping.data.ts';
import { merged } from './habit.ts';
import { HPING3_HABITS } from './hping3.data.ts';
import { NPING_HABITS } from './nping.data.ts';
import { PING_HABITS } from './system-ping.data.ts';

export const PING_COMMAND_HABITS = merged(
  [
    'nmap',
    [
      { flag: '-iL', to: '--targets-file', joined: true },
      { flag: '--excludefile', to: '--exclude-file' },
    ],
  ],
  ['ping', PING_HABITS],
  ['fping', FPING_HABITS],
  ['hping3', HPING3_HABITS],
  ['nping', NPING_HABITS],
);
