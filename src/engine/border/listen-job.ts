// Listening, on its way to the engine; what the engine makes of it: listen-kind.ts.
import type { ListenOptions } from '../../link/listen/types.ts';
import type { EncodedJob } from './job-kind.ts';

export function encodeListen({ interfaceName, everything, asksIpv6 }: ListenOptions): EncodedJob {
  const head: ListenOptions = { interfaceName, everything, asksIpv6 };
  return { head, bytes: new Uint8Array(0) };
}
