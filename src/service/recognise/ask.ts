// The questions that are put to a port, in the order of order.ts, until one is answered surely. Of those that are asked several at
// once the next is the one that is likely beside what the host's other ports have turned out to be by then.
import type { Service } from '../service.ts';
import type { Connection } from '../talk/connection.ts';
import { afterPeerTime, lateBy } from '../talk/peer-clock.ts';
import { isLikelyBeside } from './company.ts';
import { hear } from './hear.ts';
import { isOver, type Layer, openIn } from './layer.ts';
import { livesOn, WIDE } from './order.ts';

/** What names so much that it is given time to think everywhere. */
const YIELD_LIKELY = 2;
const LATE = 3;
/** By so much this process was late since the port was begun with. */
const BUSY_MS = 100;

/** One after another; the first on the connection that is given, if it is. */
export async function askInTurn(layer: Layer, services: readonly Service[], given: Connection | null): Promise<void> {
  let connection = given;
  for (const service of services) {
    if (isOver(layer)) return;
    // What the port suggests, and what names most, is given time to think.
    const isLikely = isSuggested(layer, service) || service.yield! <= YIELD_LIKELY;
    const { patience, brief } = layer.budget;
    await ask(layer, service, layer.times.wait(isLikely ? patience : brief), connection);
    connection = null;
  }
}

/**
 * WIDE at a time, each a little later than the one before it, whatever the host needs. Who answers only then, while others are
 * asked already, is still heard: for so long that never more than LATE * WIDE connections are open. Some daemons take no more than 20.
 * What names much is asked before the others, and as patiently as what is known. Where this process has been late, so may be a peer
 * who shares its processors: nothing further is put on him meanwhile.
 */
export async function askSeveral(layer: Layer, services: readonly Service[]): Promise<void> {
  const { brief, known } = layer.budget;
  const likely = services.filter(({ name, yield: early }) => early !== undefined || layer.seen?.has(name));
  const rest = services.filter((service) => !likely.includes(service));
  const late: Promise<void>[] = [];
  const each = (wait: number) => async (service: Service) => {
    const answered = ask(layer, service, wait, null);
    late.push(answered);
    await within(isBusy(layer) ? wait : brief, answered);
  };
  await wide(layer, likely, each(known));
  await wide(layer, rest, each(LATE * brief));
  await Promise.all(late);
}

/** All of them once more, each as patiently as any, those that name much or that the port suggests more so: of a host that was late when it was asked first. */
export async function askAgain(layer: Layer, services: readonly Service[]): Promise<void> {
  const { patience, known } = layer.budget;
  await wide(layer, services, (service) => {
    const wait = layer.times.wait(patience);
    const isLikely = isSuggested(layer, service) || service.yield !== undefined;
    return ask(layer, service, isLikely ? Math.max(known, wait) : wait, null);
  });
}

const isBusy = ({ lateBefore }: Layer): boolean => lateBy() - lateBefore > BUSY_MS;

const isSuggested = ({ endpoint, insideTls }: Layer, service: Service): boolean =>
  livesOn(service, endpoint.port, insideTls);

/** WIDE at a time, until an answer is sure or the time is over. */
async function wide(
  layer: Layer,
  services: readonly Service[],
  each: (service: Service) => Promise<void>,
): Promise<void> {
  const rest = [...services];
  async function walk(): Promise<void> {
    while (rest.length > 0 && !isOver(layer)) await each(takeNext(rest, layer));
  }
  await Promise.all(Array.from({ length: WIDE }, walk));
}

/** The likeliest of those that are left, in their order. */
function takeNext(rest: Service[], { seen }: Layer): Service {
  const at = seen === undefined || seen.size === 0 ? 0 : rest.findIndex(({ name }) => isLikelyBeside(seen, name));
  return rest.splice(Math.max(0, at), 1)[0];
}

async function ask(layer: Layer, service: Service, wait: number, given: Connection | null): Promise<void> {
  // What was not said for want of a connection was not asked: once more.
  const connection = given ?? (await openIn(layer)) ?? (await openIn(layer));
  if (layer.times.wait(layer.budget.brief) > layer.budget.brief || (connection === null && !isOver(layer))) {
    layer.late = true;
  }
  if (connection === null) return;
  const words = typeof service.hello === 'function' ? service.hello(layer.endpoint) : service.hello!;
  connection.send(words);
  await hear(layer, connection, { service, words }, wait);
  connection.close();
}

/** Until `event`, `milliseconds` at the most. */
async function within(milliseconds: number, event: Promise<void>): Promise<void> {
  let timer: { cancel(): void } | undefined;
  await Promise.race([event, new Promise<void>((resolve) => (timer = afterPeerTime(resolve, milliseconds)))]);
  timer?.cancel();
}
