// Makes services, each after those that it needs: what a service injects is made while it is.
//
// Rules:
//  1. Each is made once. The order in which they are done is the order of their needs.
//  2. A need that nothing meets is an error that names who needs what.
//  3. A circle of needs is an error that shows the circle.
import { Container, type InjectionToken } from '@needle-di/core';
import { ServerError } from '../server-error.ts';
import { noteOf, type ServiceClass, type ServiceNote } from './annotations.ts';

/** What is no service and is given to them: settings, doors to the outside. */
export interface Given<T = unknown> {
  readonly token: InjectionToken<T>;
  readonly value: T;
}

export function given<T>(token: InjectionToken<T>, value: NoInfer<T>): Given {
  return { token, value } as Given;
}

export interface MadeService {
  readonly note: ServiceNote;
  readonly instance: object;
}

export interface Made {
  /** In the order of their needs. */
  readonly services: readonly MadeService[];
  get<T extends object>(service: new () => T): T;
}

/** Throws E_SERVICE, E_SERVICE_MISSING, E_SERVICE_CIRCLE, and what constructors throw, with the service's name. */
export function makeServices(classes: readonly ServiceClass[], values: readonly Given[] = []): Made {
  const container = new Container();
  const services: MadeService[] = [];
  const beingMade: ServiceClass[] = [];
  for (const { token, value } of values) container.bind({ provide: token, useValue: value });
  for (const target of classes) {
    const note = noteOf(target);
    if (note === null) {
      throw new ServerError('E_SERVICE', `${target.name} is in the list of services and has no @service(name)`);
    }
    container.bind({ provide: target, useFactory: () => make(target, note) });
  }
  for (const target of classes) {
    try {
      container.get(target);
    } catch (error) {
      throw told(error, beingMade);
    }
  }
  return { services, get: (target) => container.get(target) };

  function make(target: ServiceClass, note: ServiceNote): object {
    beingMade.push(target);
    const instance = new target();
    beingMade.pop(); // not where it fails: the names of those that were being made tell where
    services.push({ note, instance });
    return instance;
  }
}

/** The container's own words in ours. */
function told(error: unknown, beingMade: readonly ServiceClass[]): Error {
  const who = beingMade.map((target) => noteOf(target)?.name ?? target.name);
  const message = error instanceof Error ? error.message : String(error);
  const circle = /^Detected circular dependency: (.+?)\. /.exec(message)?.[1].split(' -> ');
  if (circle !== undefined) {
    // The first that it names may only lead to the circle; the last is where it closes.
    const from = who.slice(beingMade.findIndex((target) => target.name === circle.at(-1)));
    return new ServerError(
      'E_SERVICE_CIRCLE',
      `services need each other in a circle: ${[...from, from[0]].join(' → ')}; one of them has to do without`,
      { cause: error },
    );
  }
  const missing = /^No provider\(s\) found for (.+)$/.exec(message)?.[1];
  if (missing !== undefined) {
    return new ServerError(
      'E_SERVICE_MISSING',
      `the service ${who.at(-1)} needs ${missing}, which is not there: add it to the list of services (services.ts)`,
      { cause: error },
    );
  }
  return new ServerError('E_SERVICE', `the service ${who.at(-1)} cannot be made: ${message}`, { cause: error });
}
