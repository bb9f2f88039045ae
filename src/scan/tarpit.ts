// Hosts behind which every port answers SYN-ACK: tarpits, SYN proxies. What they say about a port means nothing.

/** So few ports may all be open on an ordinary host. */
const ASKED_LEAST = 100;
const OPEN_SHARE = 0.9;
/** From this many open ports on, and this share of what was answered, reports wait for the verdict. */
const SUSPICIOUS_OPEN = 17;
const SUSPICIOUS_SHARE = 0.3;

export interface TarpitJudge {
  suspicious(reported: number, open: number, closed: number): boolean;
  answersAll(open: number, closed: number): boolean;
}

/** `portsAsked`: how many ports of each host are asked. */
export function createTarpitJudge(portsAsked: number): TarpitJudge {
  const possible = portsAsked >= ASKED_LEAST;
  return {
    suspicious(reported, open, closed) {
      return possible && reported >= SUSPICIOUS_OPEN && open >= SUSPICIOUS_SHARE * (open + closed);
    },
    answersAll(open, closed) {
      return possible && open >= ASKED_LEAST * OPEN_SHARE && open >= OPEN_SHARE * (open + closed);
    },
  };
}
