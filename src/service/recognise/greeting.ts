// Greetings that take long: some daemons first look up who calls, with ident (RFC 1413) or a name server that is dead.
//
//  1. Where a greeting is due (`greetsOn`) it is waited for in silence, before anything is said.
//  2. Elsewhere everything is asked first. Only where not one byte came is one connection more opened, and listened on; then
//     alone: some daemons serve one connection at a time, and an idle one keeps them from all others.
//     Where the host was late to answer, or stopped taking connections (`late`), its silence may have been haste of ours: beside that
//     connection all is asked again, now that those who were asked with it are mostly done. So it is inside TLS, always: whoever
//     has that has something in it, and two processes take longer than one.
//  3. Who only listens says so: another port may be asked meanwhile (crowd.ts).
//  4. The time of such waiting is added to the port's own, so that what is heard late can still be asked for more.
import type { Service } from '../service.ts';
import { peerNow } from '../talk/peer-clock.ts';
import { askAgain } from './ask.ts';
import { hear } from './hear.ts';
import { type Layer, openIn } from './layer.ts';
import { INTENSITY_REST } from './order.ts';

/** Rules 1 and 4: milliseconds to listen on the first connection. To be asked before it is opened. */
export function listenFirst(layer: Layer): number {
  const { budget } = layer;
  if (!isGreetingDue(layer)) return budget.listen;
  layer.deadline += budget.greeting;
  return budget.greeting;
}

function isGreetingDue({ registry, insideTls, endpoint: { port } }: Layer): boolean {
  return registry.some(
    ({ greetsOn, ports, tlsPorts }) => greetsOn?.includes(port) && (insideTls ? tlsPorts : ports)?.includes(port),
  );
}

/** Rules 2 to 4. `asked`: what it was asked. `idle` is called when nothing is done any more but listening. */
export async function listenLate(layer: Layer, asked: readonly Service[], idle?: () => void): Promise<void> {
  if (layer.heard > 0 || layer.intensity < INTENSITY_REST || isGreetingDue(layer) || layer.signal.aborted) return;
  layer.deadline = peerNow() + layer.budget.greeting + layer.budget.total;
  const connection = await openIn(layer);
  if (connection === null && !layer.late) return;
  const asksAgain = layer.late || layer.insideTls;
  if (!asksAgain) idle?.();
  await Promise.all([
    connection === null ? null : hear(layer, connection, null, layer.budget.greeting),
    asksAgain ? askAgain(layer, asked) : null,
  ]);
  connection?.close();
}
