// What a protocol's record is: where it lives, how it is asked, how its answers are read. One file a protocol.
//
// How sure a verdict is:
//   1     behaviour and words agree: a handshake that only this protocol has, and what it says of itself
//   0.9   the structure of the answer is this protocol's beyond doubt; it says nothing of itself
//   0.7   a greeting of the right form and nothing more: anybody can print a line
//   0.5   likely; several protocols look like this
//   0.3   a word somewhere
// From SURE on nobody asks any further.
import type { Endpoint } from './endpoint.ts';
import type { AnswersTo } from './talk/datagrams.ts';
import type { Talk } from './talk/talk.ts';

export type { Endpoint } from './endpoint.ts';

export const SURE = 0.8;

/** What came back, and to what. */
export interface Reply {
  /** At most 64 kB. */
  readonly bytes: Uint8Array;
  /** The same, a character a byte (latin1). */
  readonly text: string;
  /** What had been said before; null: nothing, it is a greeting. */
  readonly sent: Uint8Array | null;
  /** Whose words those were: the record's name. */
  readonly to: string | null;
  /** The peer has closed. */
  readonly closed: boolean;
  readonly endpoint: Endpoint;
}

/** What a person should act on; `code` is stable, `advice` says what to do. */
export interface ServiceNote {
  readonly code: `N_${string}`;
  readonly text: string;
  readonly advice: string;
}

export interface Verdict {
  readonly confidence: number;
  /** Where it is not the record's own name: one protocol, several services (`redis`, `redis-sentinel`). */
  readonly service?: string;
  readonly product?: string;
  readonly version?: string;
  /** What else a person wants to read in the table: `Protocol 2.0; Debian 2+deb12u3`. Short. */
  readonly info?: string;
  readonly hostname?: string;
  /** Claims about the machine, for whoever asks who it is. */
  readonly os?: string;
  readonly device?: string;
  /** CPE 2.3 names: `cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*`. */
  readonly cpe?: readonly string[];
  /** What the protocol told beyond that: plain JSON values, a few kB at the most. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly notes?: readonly ServiceNote[];
  /** What speaks against it: words and behaviour do not agree. */
  readonly contradiction?: string;
  /** It is this protocol's, but not all of it has come: worth waiting for the rest. */
  readonly more?: boolean;
  /** Nothing that could still be asked would tell more: `learn` is not called. */
  readonly complete?: boolean;
}

export interface Service {
  /** As the table shows it: IANA's name where there is one. */
  readonly name: string;
  readonly title: string;
  /** What the file follows: `RFC 4253`. */
  readonly specification: string;
  /** Where it lives. Decides which try comes first, never the verdict. */
  readonly ports: readonly number[];
  /** Where it lives inside TLS. */
  readonly tlsPorts?: readonly number[];
  /** Its talk may go on in TLS on the same connection (STARTTLS). */
  readonly startTls?: true;
  /**
   * What a client says first. None: it greets, or answers to the words of others. Read-only, harmless, and so told apart
   * that its answer is this protocol's.
   */
  readonly hello?: Uint8Array | ((endpoint: Endpoint) => Uint8Array);
  /** How early its hello is said where no port speaks for it: 1 first. None: after all that have one. */
  readonly yield?: number;
  /** Its hello is said on its own ports alone: on others it would be noise that does harm, or tells nothing. */
  readonly ownPortsOnly?: boolean;
  /**
   * Those of its ports (inside TLS: of `tlsPorts`) where nothing but its greeting is expected, and where daemons look up who
   * calls before they greet: it is waited for in silence, for seconds.
   */
  readonly greetsOn?: readonly number[];
  /** It never speaks before it is asked: what looks like its answer and comes unasked contradicts it. */
  readonly answersOnly?: boolean;
  /** On its own ports nobody else's hello is said: devices live there that stop at words they do not know. */
  readonly nobodyElse?: boolean;
  /** Its answer may begin with our own words: its `read` tells it from an echo. */
  readonly repeats?: boolean;
  /** Also asked over UDP: the hello is one datagram, on these ports (datagrams.ts). Of what is UDP alone `ports` is empty. */
  readonly udpPorts?: readonly number[];
  /** How early its datagram is sent to a port for which none speaks: 1 first. None: only to its own ports. */
  readonly udpYield?: number;
  /** Said beside its hello, a datagram each: the same question in other forms. */
  readonly udpBeside?: readonly Uint8Array[];
  /** The scan cannot have asked it: its question is made of words that only the user knows. */
  readonly udpUnasked?: true;
  /** Words that are not kept in what was said and what came back. */
  readonly secrets?: readonly Uint8Array[];
  /** It answers from another port than it was asked on (RFC 1350 section 4), or to another than asked: a scan does not hear it. */
  readonly udpFromElsewhere?: boolean;
  /** It answers to a port of ours that the protocol names (RFC 2131 section 4.1). */
  readonly udpFrom?: AnswersTo;
  /** Reads any reply, to whomever it was: errors identify too. Never throws, whatever the bytes; null: not mine. */
  read(reply: Reply): Verdict | null;
  /**
   * Learns more on the same connection, after `read` recognised it: a handshake that proves what a greeting claims, a
   * version document. Gives the verdict with more in it; may give one less sure. Reading only: no login is tried.
   */
  learn?(talk: Talk, verdict: Verdict): Promise<Verdict>;
}

export function defineService(service: Service): Service {
  return service;
}
