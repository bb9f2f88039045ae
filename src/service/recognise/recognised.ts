// What came of asking a port what it is for.
import type { Verdict } from '../service.ts';
import type { TlsFacts } from '../talk/tls-facts.ts';
import type { Exchange } from './evidence.ts';

export interface Recognised {
  /** `unknown` where nobody knew it. */
  readonly service: string;
  readonly verdict: Verdict;
  /** What is around it; null: it speaks in the clear. */
  readonly tls: TlsFacts | null;
  /** The exchange that decided it first, then others that brought something. */
  readonly exchanges: readonly Exchange[];
  /** The port could not be connected to. */
  readonly failure?: string;
}
