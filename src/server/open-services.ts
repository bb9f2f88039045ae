// All services and their methods, without any door to the outside: for the port (server.ts), for stdio (rpc/stdio.ts, mcp/).
import { given, type Made, makeServices } from './container/container.ts';
import type { Part } from './container/lifecycle.ts';
import type { RpcHost } from './rpc/connection.ts';
import { type MethodTable, methodsOf } from './rpc/methods.ts';
import { Events } from './services/events.ts';
import { SERVICES } from './services/services.ts';
import { type ServerWorld, WORLD } from './world.ts';

export interface Services {
  readonly made: Made;
  readonly methods: MethodTable;
  readonly parts: readonly Part[];
  readonly host: RpcHost;
  readonly calls: ReadonlyMap<string, number>;
}

/** Throws E_SERVICE and its kin (container.ts, methods.ts). */
export async function openServices(world: ServerWorld, classes = SERVICES): Promise<Services> {
  const made = makeServices(classes, [given(WORLD, world)]);
  const methods = await methodsOf(made.services);
  const calls = new Map<string, number>();
  const { followers } = made.get(Events);
  return {
    made,
    methods,
    calls,
    parts: made.services.map(({ note, instance }) => {
      const run = (method: string | null) => () => method && (instance as Record<string, () => unknown>)[method]();
      return { name: `the service ${note.name}`, init: run(note.postConstruct), destroy: run(note.preDestroy) };
    }),
    host: {
      methods,
      followers,
      report: world.report,
      called(method, failed) {
        // What is no method is one of many, whatever a client makes up.
        const key = `{method="${methods.has(method) ? method : 'none'}",failed="${failed}"}`;
        calls.set(key, (calls.get(key) ?? 0) + 1);
      },
    },
  };
}
