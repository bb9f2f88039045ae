// What pings print, read as it stands there.

export interface PortolanPing {
  readonly replies: readonly {
    readonly port: number;
    readonly seq: number;
    readonly ack: number;
    readonly rttMs: number;
  }[];
  /** The summary; null: there is none. */
  readonly end: PortolanEnd | null;
}

export interface PortolanEnd {
  readonly sent: number;
  readonly received: number;
  /** Of all reasons together. */
  readonly strays: number;
  readonly duplicates: number;
  readonly late: number;
  readonly clock: string;
}

/** `portolan ping --json` of one target, up to a line that is no JSON: there the run was cut short. */
export function readPortolanPing(text: string): PortolanPing {
  const replies: PortolanPing['replies'][number][] = [];
  let end: PortolanEnd | null = null;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    let said: Record<string, unknown>;
    try {
      said = JSON.parse(line) as Record<string, unknown>;
    } catch {
      break;
    }
    if (said.type === 'ping' && typeof said.rttMs === 'number' && typeof said.ack === 'number') {
      replies.push({ port: Number(said.sport), seq: Number(said.seq), ack: said.ack, rttMs: said.rttMs });
    } else if (said.type === 'ping-end') {
      end = {
        sent: Number(said.sent),
        received: Number(said.received),
        strays: Object.values(said.strays ?? {}).reduce((sum: number, count) => sum + Number(count), 0),
        duplicates: Number(said.duplicates),
        late: Number(said.late),
        clock: String(said.clock),
      };
    }
  }
  return { replies, end };
}

/** A line of hping3: the number of the probe from 0, and tenths of a millisecond. */
export interface HpingReply {
  readonly n: number;
  readonly rttMs: number;
}

/** `hping3 -S`: `len=44 ip=198.19.0.1 ttl=64 DF id=0 sport=80 flags=SA seq=0 win=64240 rtt=1.0 ms`; no `DUP!` ones. */
export function readHping(text: string): HpingReply[] {
  const lines = text.matchAll(/^len=\d+ ip=\S+ .*\bseq=(\d+) .*\brtt=(\d+(?:\.\d+)?) ms/gm);
  return [...lines].map(([, n, rtt]) => ({ n: Number(n), rttMs: Number(rtt) }));
}

export interface NpingLines {
  /** Seconds on nping's own clock, of each probe. */
  readonly sent: readonly number[];
  /** `seq` is the answer's own sequence number: nothing printed says whose answer it is. */
  readonly received: readonly { readonly seconds: number; readonly seq: number }[];
  /** Milliseconds, of its summary; null: it has none. */
  readonly rttMs: { readonly min: number; readonly avg: number; readonly max: number } | null;
}

/** `nping --tcp`: a line SENT a probe, a line RCVD an answer, each with its time to a tenth of a millisecond. */
export function readNping(text: string): NpingLines {
  const sent: number[] = [];
  const received: NpingLines['received'][number][] = [];
  for (const [, kind, seconds, seq] of text.matchAll(/^(SENT|RCVD) \((\d+\.\d+)s\) TCP .*\bseq=(\d+)/gm)) {
    if (kind === 'SENT') sent.push(Number(seconds));
    else received.push({ seconds: Number(seconds), seq: Number(seq) });
  }
  const own = /^Max rtt: ([\d.]+)ms \| Min rtt: ([\d.]+)ms \| Avg rtt: ([\d.]+)ms/m.exec(text);
  const rttMs = own === null ? null : { min: Number(own[2]), avg: Number(own[3]), max: Number(own[1]) };
  return { sent, received, rttMs };
}
