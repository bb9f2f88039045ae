// Where a connect scan is.
import { FIRST_PASS_SHARE, type Standing } from '../book/progress-line.ts';
import type { ConnectScan } from './scan.ts';
import { silentCount } from './silence.ts';

export function standingOf({ attempt, probes, asked, sent, answered, hosts, book, silence }: ConnectScan): Standing {
  const first = attempt === 1;
  return {
    phase: first ? 'scan' : 'repeat',
    attempt,
    done: probes === 0 ? 0 : (asked / probes) * FIRST_PASS_SHARE,
    sent,
    answered,
    openPorts: book.told,
    hostsUp: hosts.up,
    // The silent ones of this round are asked once more at least.
    left: first ? probes - asked + silentCount(silence) : null,
  };
}
