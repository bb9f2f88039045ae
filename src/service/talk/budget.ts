// How long a port may take: all of it follows from its round-trip time, none of it is seconds by rule.
//
// 1. Greetings come within 33 ms of the connection for 19 of 20 daemons on a LAN: LISTEN.
// 2. An answer to a question that was understood comes as soon; some daemons first look something up: PATIENCE.
// 3. Some greet only once they know who calls: ident (RFC 1413) or a name server that does not answer, whose resolvers try
//    again after five seconds: GREETING. So long is waited only where nothing else is to be done.
// 4. Who has shown what it is answers what it understands, however busy it is: KNOWN. It costs time only where it does not.
// 5. Whoever drips is cut off by the whole: TOTAL. So is whoever never ends: BYTES_MOST. It leaves room for every question at the
//    longest that a late host is waited for (answer-times.ts): what was asked last is not what is missed.

export interface Budget {
  /** Milliseconds to wait for a greeting. */
  readonly listen: number;
  /** To wait for one where a greeting is due, or where nobody has said anything. */
  readonly greeting: number;
  /** To wait for the first byte of an answer. */
  readonly patience: number;
  /** The same once it is known what is asked. */
  readonly known: number;
  /** The same for one of the many tries that rarely bring anything. */
  readonly brief: number;
  /** Of quiet, after which what came is taken for all there is. */
  readonly quiet: number;
  /** Who has ended a connection by then, from its opening on, did so at once. */
  readonly atOnce: number;
  /** To connect. */
  readonly connect: number;
  /** For everything that is done about one port. */
  readonly total: number;
}

/** So much of one conversation is kept and read; what comes beyond ends it. */
export const BYTES_MOST = 65_536;
/** Where nobody measured it. */
const RTT_UNKNOWN = 25;

/** `intensity` 0 to 9 as nmap has it (7 by default): how much is tried. */
export function budgetOf(rttMs: number = RTT_UNKNOWN, intensity = 7): Budget {
  const rtt = Math.min(Math.max(rttMs, 0.1), 5000);
  return {
    listen: Math.max(100, 4 * rtt),
    greeting: 6000 + 4 * rtt,
    patience: 300 + 6 * rtt,
    known: 1000 + 6 * rtt,
    brief: 120 + 5 * rtt,
    quiet: 20 + 1.5 * rtt,
    atOnce: 100 + 1.5 * rtt,
    connect: 1000 + 4 * rtt,
    total: 2500 + 1000 * intensity + 160 * rtt,
  };
}

/** Who took `milliseconds` to greet is given as long again, and half of it, on every further connection. */
export function afterGreeting(budget: Budget, milliseconds: number): Budget {
  const atLeast = 1.5 * milliseconds;
  return { ...budget, patience: Math.max(budget.patience, atLeast), known: Math.max(budget.known, atLeast) };
}
