// What was said and what came back, as much of it as a person or a report wants.

export interface Exchange {
  /** What was sent and received, 512 bytes of each. */
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
  /** It spoke before anything was said. */
  readonly greeted: boolean;
}

export interface ExchangeKeeper {
  sent(bytes: Uint8Array): void;
  received(bytes: Uint8Array): void;
  /** This one told what it is: it comes first. */
  decided(): void;
}

export interface EvidenceKeeper {
  exchange(): ExchangeKeeper;
  /** Those that brought something; those that decided first. */
  exchanges(): readonly Exchange[];
}

const BYTES_KEPT = 512;
const EXCHANGES_MOST = 6;

export function createEvidence(): EvidenceKeeper {
  const all: { sent: Uint8Array; received: Uint8Array; greeted: boolean; decided: number }[] = [];
  let decisions = 0;
  return {
    exchange() {
      const one: (typeof all)[number] = {
        sent: new Uint8Array(0),
        received: new Uint8Array(0),
        greeted: false,
        decided: 0,
      };
      let isKept = false;
      return {
        sent(bytes) {
          one.sent = joined(one.sent, bytes);
        },
        received(bytes) {
          if (bytes.length > 0 && !isKept && all.length < EXCHANGES_MOST) isKept = all.push(one) > 0;
          if (bytes.length > 0 && one.sent.length === 0) one.greeted = true;
          one.received = joined(one.received, bytes);
        },
        decided() {
          one.decided = ++decisions;
          if (!isKept) all.push(one);
          isKept = true;
        },
      };
    },
    exchanges: () =>
      [...all]
        .sort((a, b) => b.decided - a.decided)
        .map(({ sent, received, greeted }) => ({ sent, received, greeted })),
  };
}

function joined(one: Uint8Array, more: Uint8Array): Uint8Array {
  const room = BYTES_KEPT - one.length;
  return room <= 0 ? one : Uint8Array.from(Buffer.concat([one, more.subarray(0, room)]));
}
