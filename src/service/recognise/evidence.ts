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

/** `secrets`: words that are not kept. */
export function createEvidence(secrets: readonly Uint8Array[] = []): EvidenceKeeper {
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
          one.sent = joined(one.sent, without(secrets, bytes));
        },
        received(bytes) {
          if (bytes.length > 0 && !isKept && all.length < EXCHANGES_MOST) isKept = all.push(one) > 0;
          if (bytes.length > 0 && one.sent.length === 0) one.greeted = true;
          one.received = joined(one.received, without(secrets, bytes));
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

function without(secrets: readonly Uint8Array[], bytes: Uint8Array): Uint8Array {
  if (secrets.length === 0) return bytes;
  const kept = Buffer.from(bytes.subarray(0, 2 * BYTES_KEPT));
  for (const secret of secrets) {
    for (let at = kept.indexOf(secret); at >= 0; at = kept.indexOf(secret, at + secret.length)) {
      kept.fill('*', at, at + secret.length);
    }
  }
  return kept;
}

function joined(one: Uint8Array, more: Uint8Array): Uint8Array {
  const room = BYTES_KEPT - one.length;
  return room <= 0 ? one : Uint8Array.from(Buffer.concat([one, more.subarray(0, room)]));
}
