// The description of the API (OpenRPC 1.3), made from annotations and schemas.
import { z } from 'zod';
import type { MethodTable } from './methods.ts';

/** Of one method: its parameters by name, its result, who may call it. */
export function openRpc(methods: MethodTable, version: string): object {
  return {
    openrpc: '1.3.2',
    info: { title: 'Portolan', version, description: 'JSON-RPC 2.0 over WebSocket at /rpc, or on stdio: portolan rpc' },
    methods: [...methods.values()].map(({ name, role, schema }) => ({
      name,
      summary: schema.about,
      paramStructure: 'by-name',
      params: parametersOf(schema.params),
      result: { name: 'result', schema: jsonSchema(schema.result, 'output') },
      'x-role': role,
    })),
  };
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

function parametersOf(schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as ObjectSchema;
  return Object.entries(properties).map(([name, each]) => ({ name, required: required.includes(name), schema: each }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as { $schema?: string };
  return made;
}
