// The inventory to be read by scripts, without a WebSocket: each path is a method of it, called in the one way that there is.
import type { ScanId } from '../../inventory/inventory.ts';
import type { Role } from '../api.ts';
import type { Call } from '../rpc/call.ts';
import { callMethod, type MethodTable } from '../rpc/methods.ts';
import { numberOf } from './app.ts';

const PATHS: Readonly<Record<string, string>> = {
  scans: 'inventory/scans',
  hosts: 'inventory/hosts',
  ports: 'inventory/ports',
  services: 'inventory/services',
};
const NUMBERS = ['limit', 'offset'];

export interface RestParts {
  readonly methods: MethodTable;
  /** Null where there is no such format. Throws E_NO_SCAN. */
  exportOf(scan: ScanId, format: string, signal: AbortSignal): Promise<Response | null>;
}

export function createRest({ methods, exportOf }: RestParts) {
  return async (
    path: string,
    query: Readonly<Record<string, string>>,
    role: Role,
    signal: AbortSignal,
  ): Promise<Response | null> => {
    const file = /^export\/(\d{1,12})\.([\w-]{1,30})$/.exec(path);
    if (file !== null) return exportOf(Number(file[1]), file[2], signal);
    if (!Object.hasOwn(PATHS, path)) return null;
    const params = Object.fromEntries(
      Object.entries(query).map(([name, text]) => [name, NUMBERS.includes(name) ? numberOf(text, name) : text]),
    );
    return Response.json(await callMethod(methods, PATHS[path], params, readOnly(role, signal)));
  };
}

/** A call of somebody with whom nothing lasts. */
export function readOnly(role: Role, signal: AbortSignal): Call {
  const client = { gone: signal, confirm: async () => false, subscribe: () => ({ from: 0, missed: 0 }) };
  return { role, signal, client, progress: () => {} };
}
