// The methods of all services by their names on the wire, and the one way to call them.
//
// Rules:
//  1. First whether there is such a method, then whether this role may call it, then whether its parameters fit their schema: only
//     what has passed all three meets the service.
//  2. A method without schemas, or schemas without a method, are a mistake that is told at the start.
import type { Role } from '../api.ts';
import type { MadeService } from '../container/container.ts';
import { ServerError } from '../server-error.ts';
import type { Call } from './call.ts';
import type { MethodSchema } from './method.schema.ts';

export interface OfferedMethod {
  /** `discovery/start` */
  readonly name: string;
  readonly role: Role;
  readonly schema: MethodSchema;
  run(params: unknown, call: Call): Promise<unknown>;
}

export type MethodTable = ReadonlyMap<string, OfferedMethod>;

/** Throws E_SERVICE (rule 2). */
export async function methodsOf(services: readonly MadeService[]): Promise<MethodTable> {
  const table = new Map<string, OfferedMethod>();
  for (const { note, instance } of services) {
    const schemas = new Map(Object.entries(await note.schemas()).filter(isMethod));
    for (const { method, role } of note.rpcs) {
      const name = `${note.name}/${method}`;
      const schema = schemas.get(method);
      if (schema === undefined) {
        throw new ServerError('E_SERVICE', `${name} has no schemas: export "${method}" from those of ${note.name}`);
      }
      schemas.delete(method);
      const run = (instance as Record<string, OfferedMethod['run']>)[method].bind(instance);
      table.set(name, { name, role, schema, run });
    }
    const [left] = schemas.keys();
    if (left !== undefined) {
      throw new ServerError('E_SERVICE', `there are schemas of ${note.name}/${left}, and no method with @rpc()`);
    }
  }
  return table;
}

/** The module has schemas of other things as well. */
function isMethod(entry: [string, unknown]): entry is [string, MethodSchema] {
  const [, value] = entry;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'about') && Object.hasOwn(value, 'params');
}

/** Rule 1. Throws E_METHOD, E_ROLE, E_PARAMS, and what the service throws. */
export async function callMethod(table: MethodTable, name: string, params: unknown, call: Call): Promise<unknown> {
  const method = table.get(name);
  if (method === undefined) {
    throw new ServerError(
      'E_METHOD',
      `there is no method ${JSON.stringify(name.slice(0, 100))}: see /api/openrpc.json`,
    );
  }
  if (method.role === 'operator' && call.role !== 'operator') {
    throw new ServerError('E_ROLE', `${name} is for operators, and this is a viewer's login`);
  }
  const checked = method.schema.params.safeParse(params);
  if (checked.success) return method.run(checked.data, call);
  const [{ path, message }] = checked.error.issues;
  const where = path.length === 0 ? 'its parameters' : path.join('.');
  throw new ServerError('E_PARAMS', `${name}: ${where}: ${message}`);
}
