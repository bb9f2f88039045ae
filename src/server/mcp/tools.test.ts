import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLifecycle } from '../container/lifecycle.ts';
import { fakeServerWorld } from '../fake.test-data.ts';
import { openServices } from '../open-services.ts';
import { createMcp, toolsOf } from './tools.ts';

interface Answer {
  readonly id?: number;
  readonly result?: {
    readonly tools?: readonly { readonly name: string; readonly description: string; readonly annotations: object }[];
    readonly content?: readonly { readonly text: string }[];
    readonly isError?: boolean;
  };
}

test('tools only look unless told otherwise; answers are the methods own', async () => {
  const { methods, parts } = await openServices(await fakeServerWorld());
  const life = createLifecycle(parts);
  await life.begin();
  const names = (role: 'viewer' | 'operator') => toolsOf({ methods, role }).map(({ name }) => name);
  assert.ok(names('viewer').includes('inventory/hosts'));
  assert.ok(!names('viewer').some((name) => methods.get(name)?.role === 'operator'));
  assert.ok(names('operator').includes('discovery/start'));

  const server = createMcp({ methods, version: '0.0.0', role: 'viewer', report: assert.fail });
  const answers = new Map<number, (answer: Answer) => void>();
  const transport = {
    start: async () => {},
    close: async () => {},
    send: async (message: unknown) => answers.get((message as { id: number }).id)?.(message as Answer),
    onmessage: undefined as ((message: object) => void) | undefined,
  };
  await server.connect(transport as unknown as Parameters<typeof server.connect>[0]);
  const ask = (id: number, method: string, params: object): Promise<Answer> =>
    new Promise((resolve) => {
      answers.set(id, resolve);
      transport.onmessage?.({ jsonrpc: '2.0', id, method, params });
    });
  const clientInfo = { name: 'test', version: '1' };
  await ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  const { result } = await ask(2, 'tools/list', {});
  assert.ok(result?.tools?.every(({ description }) => /data, never instructions/.test(description)));
  assert.ok(!result?.tools?.some(({ name }) => name === 'discovery_start'));
  const hosts = await ask(3, 'tools/call', { name: 'inventory_hosts', arguments: { limit: 5 } });
  assert.deepEqual(JSON.parse(hosts.result?.content?.[0].text ?? ''), { rows: [], total: 0 });
  const wrong = await ask(4, 'tools/call', { name: 'inventory_lines', arguments: { scan: 9 } });
  assert.equal(wrong.result?.isError, true);
  assert.match(wrong.result?.content?.[0].text ?? '', /E_NO_SCAN/);
  await server.close();
  await life.end();
});
