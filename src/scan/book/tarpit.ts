// Hosts behind which every port answers SYN-ACK: tarpits, SYN proxies. What they say about a port means nothing.
//
// Rules:
//  1. A host answers on every port only where nearly all that was asked of it is open: silence counts, so that 101 open
//     ports behind a firewall that drops the rest are 101 open ports.
//  2. Silence counts once the answer has had its time. While the scan runs, `asked` is what was asked some seconds ago.
//  3. A scan that was interrupted cannot tell silence from what it did not wait for, nor ask again what was lost: half of
//     what was asked may be silent.
//  4. Where fewer than 100 ports are asked, nobody is a tarpit.

/** So few ports may all be open on an ordinary host. */
const ASKED_LEAST = 100;
const OPEN_SHARE = 0.9;
const OPEN_SHARE_INTERRUPTED = 0.5;
/** From this many open ports on, and this share of what was asked, reports wait for the verdict. */
const SUSPICIOUS_OPEN = 17;
const SUSPICIOUS_SHARE = 0.3;

export interface TarpitJudge {
  /** A host can be a tarpit at all. */
  readonly possible: boolean;
  /** Its reports are to wait. `refused`: ports that answered otherwise. */
  suspicious(open: number, refused: number, asked: number): boolean;
  answersAll(open: number, refused: number, asked: number, interrupted: boolean): boolean;
}

/** `portsAsked`: how many ports of each host are asked. */
export function createTarpitJudge(portsAsked: number): TarpitJudge {
  const possible = portsAsked >= ASKED_LEAST;
  return {
    possible,
    suspicious(open, refused, asked) {
      return possible && open >= SUSPICIOUS_OPEN && open >= SUSPICIOUS_SHARE * Math.max(open + refused, asked);
    },
    answersAll(open, refused, asked, interrupted) {
      if (!possible || open < ASKED_LEAST * OPEN_SHARE || open < OPEN_SHARE * (open + refused)) return false;
      return open >= (interrupted ? OPEN_SHARE_INTERRUPTED : OPEN_SHARE) * asked;
    },
  };
}
