// The questions that are put to a port, in the order of order.ts, until one is answered surely. Of those that are asked several at
// once the next is the one that is likely beside what the host's other ports have turned out to be by then.
import type { Service } from '../service.ts';
import type { Connection } from '../talk/connection.ts';
import { afterPeerTime, lateBy } from '../talk/peer-clock.ts';
import { isLikelyBeside } from './company.ts';
import { hear } from './hear.ts';
import { isOver, type Layer, openIn } from './layer.ts';
import { livesOn, WIDE } from './order.ts';

const LATE = 3;
/** By so much this process was late since the port was begun with. */
const BUSY_MS = 100;

/**
 * One after another; the first on the connection that is given, if it is. What the port suggests and what names most is given time to
 * think before the next is asked; whoever takes longer is still heard meanwhile. Gives what ends when all of them are.
 */
export async function askInTurn(
  layer: Layer,
  services: readonly Service[],
  given: Connection | null,
): Promise<{ readonly heard: Promise<unknown> }> {
  const late: Promise<void>[] = [];
  let connection = given;
  for (const service of services) {
    if (isOver(layer)) break;
    const { patience, known } = layer.budget;
    const wait = layer.times.wait(patience);
    const answered = ask(layer, service, Math.max(known, wait), connection);
    connection = null;
    late.push(answered);
    await within(wait, answered);
  }
  return { heard: Promise.all(late) };
}

/**
 * WIDE at a time, each a little later than the one before it, whatever the host needs. Who answers only then, while others are
 * asked already, is still heard: for so long that never more than LATE * WIDE connections are open. Some daemons take no more than 20.
 * What is likely is asked before the others, and as patiently as what is known. Where this process has been late, so may be a peer
 * who shares its processors: less is put on him at once.
 */
export async function askSeveral(layer: Layer, services: readonly Service[]): Promise<void> {
  const { brief, patience, known } = layer.budget;
  const queue = createQueue(layer, services);
  const late: Promise<void>[] = [];
  const each = async (service: Service): Promise<void> => {
    const wait = isLikely(layer, service) ? known : LATE * brief;
    const answered = ask(layer, service, wait, null);
    late.push(answered);
    await within(isBusy(layer) ? Math.min(patience, wait) : brief, answered);
  };
  await wide(layer, queue.likely, each);
  await wide(layer, queue.any, each);
  await Promise.all(late);
}

/** All of them once more, each as patiently as any, the likely ones more so: of a host that was late when it was asked first. */
export async function askAgain(layer: Layer, services: readonly Service[]): Promise<void> {
  const { patience, known } = layer.budget;
  await wide(layer, createQueue(layer, services).any, (service) => {
    const wait = layer.times.wait(patience);
    return ask(layer, service, isLikely(layer, service) ? Math.max(known, wait) : wait, null);
  });
}

/** The likely ones alone, of a port that has said something while this process was late: of one that is silent greeting.ts knows more. */
export async function askLikelyAgain(layer: Layer, services: readonly Service[]): Promise<void> {
  if (layer.heard === 0 || isOver(layer) || !isBusy(layer)) return;
  await askAgain(
    layer,
    services.filter((service) => isLikely(layer, service)),
  );
}

const isBusy = ({ lateBefore }: Layer): boolean => lateBy() - lateBefore > BUSY_MS;

/** It names much, the port suggests it, or what the host's other ports have turned out to be. */
function isLikely(layer: Layer, service: Service): boolean {
  return service.yield !== undefined || isSuggested(layer, service) || isBeside(layer, service);
}

const isBeside = ({ seen }: Layer, { name }: Service): boolean => seen !== undefined && isLikelyBeside(seen, name);

const isSuggested = ({ endpoint, insideTls }: Layer, service: Service): boolean =>
  livesOn(service, endpoint.port, insideTls);

interface Queue {
  /** Of what lives beside what has been seen by now, else of what is likely anyway, the first in their order. */
  likely(): Service | undefined;
  any(): Service | undefined;
}

function createQueue(layer: Layer, services: readonly Service[]): Queue {
  const left = [...services];
  /** So many were seen when none that is left was likely: until others are, none is. */
  let seenThen = -1;
  function likely(): Service | undefined {
    const seen = layer.seen?.size ?? 0;
    if (seen === seenThen) return undefined;
    const beside = left.findIndex((service) => isBeside(layer, service));
    const at = beside >= 0 ? beside : left.findIndex((service) => isLikely(layer, service));
    if (at >= 0) return left.splice(at, 1)[0];
    seenThen = seen;
    return undefined;
  }
  return { likely, any: () => likely() ?? left.shift() };
}

/** WIDE at a time, until an answer is sure, the time is over, or nothing comes next. */
async function wide(
  layer: Layer,
  next: () => Service | undefined,
  each: (service: Service) => Promise<void>,
): Promise<void> {
  async function walk(): Promise<void> {
    while (!isOver(layer)) {
      const service = next();
      if (service === undefined) return;
      await each(service);
    }
  }
  await Promise.all(Array.from({ length: WIDE }, walk));
}

/**
 * On `given`, or a new connection. What was not said for want of one was not asked: once more. So it is where something likely was
 * said late, to one who has hung up by then: some do after 200 ms of silence when they are busy, and so are we on their machine.
 */
async function ask(layer: Layer, service: Service, wait: number, given: Connection | null): Promise<void> {
  if (given !== null) {
    await say(layer, service, wait, given);
    if (!hungUp(given) || !isSuggested(layer, service)) return;
  }
  for (let again = 0; again <= 1 && !isOver(layer); again++) {
    const begin = performance.now();
    const connection = await openIn(layer);
    const isLate = performance.now() - begin > layer.budget.atOnce;
    if (layer.times.wait(layer.budget.brief) > layer.budget.brief || (connection === null && !isOver(layer))) {
      layer.late = true;
    }
    if (connection === null) continue;
    await say(layer, service, wait, connection);
    if (!hungUp(connection) || !isLate || !isLikely(layer, service)) return;
  }
}

const hungUp = ({ received, endedAfter }: Connection): boolean => received === 0 && endedAfter > 0;

async function say(layer: Layer, service: Service, wait: number, connection: Connection): Promise<void> {
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
