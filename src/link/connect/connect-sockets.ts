// Where connections of the kernel's own TCP go out and their answers come in: thousands of sockets behind a small
// interface. Two implementations: `linux` (epoll) and `node` (any system); one compliance test runs on both.

/** How each answered probe ended; index k of every array belongs to answer k. */
export interface ConnectAnswers {
  readonly slot: Int32Array;
  /** 0: connected; else errno of this system. */
  readonly error: Int32Array;
  /** type << 8 | code of the ICMP error that ended it; -1 where there was none, or the system does not tell. */
  readonly icmp: Int32Array;
  /** Who sent the ICMP error. */
  readonly offender: Uint32Array;
  /** PLAIN, LOOPED, DOUBTFUL, OURS or NOT_BEGUN. */
  readonly kind: Uint8Array;
}

export const PLAIN = 0;
/** Connected to itself: the port it asked was drawn as its own (simultaneous open, RFC 9293 section 3.5). */
export const LOOPED = 1;
/** Connected to an address and a port of ours that another probe may have been given by chance: worth asking twice. */
export const DOUBTFUL = 2;
/**
 * The error is our own kernel's: no neighbour answered ARP for the address (or for the gateway), or the way was lost while
 * the connect was under way.
 */
export const OURS = 3;
/** connect(2) itself was refused, as `start` would have said at once where it could. */
export const NOT_BEGUN = 4;

/** So many answers come at once at the most. */
export const ANSWERS_MOST = 1024;

export function createConnectAnswers(): ConnectAnswers {
  return {
    slot: new Int32Array(ANSWERS_MOST),
    error: new Int32Array(ANSWERS_MOST),
    icmp: new Int32Array(ANSWERS_MOST),
    offender: new Uint32Array(ANSWERS_MOST),
    kind: new Uint8Array(ANSWERS_MOST),
  };
}

export interface ConnectSockets {
  /** Slots, numbered from 0: one connection each. */
  readonly capacity: number;
  /** When the system repeats the SYN of a connect that stays silent: milliseconds after its beginning, ascending. */
  readonly synRepeats: readonly number[];
  /**
   * Begins to connect an idle slot to an IPv4 address (unsigned 32-bit number) and port. 0: under way, the answer comes
   * with `collect`, never from here. Else errno: it did not begin, and the slot is idle.
   */
  start(slot: number, address: number, port: number): number;
  /** Fills in what was answered and returns how many. Their connections are gone (reset), their slots idle. */
  collect(answers: ConnectAnswers): number;
  /** Gives up on a slot that is under way; nothing more is heard of it. */
  abandon(slot: number): void;
  /** Resolves once there may be answers, or after so many milliseconds. The event loop runs in between, also with 0. */
  wait(milliseconds: number): Promise<void>;
  /** Resets every connection and closes every socket. Not while `wait` is pending. */
  close(): void;
}

export interface ConnectSocketsOptions {
  /** How many at once; less where the limit of open files says so. */
  readonly capacity: number;
  /** Only through this interface (Linux). */
  readonly interfaceName: string | null;
}
