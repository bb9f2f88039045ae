// A printer prints what it is told on its ports: a scan that asks everything there is to ask, and `identify`, tell it nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runInside } from './network/namespaces.ts';
import { openPair, type Pair } from './network/pair.ts';
import type { Companion } from './process.ts';
import { labProgram } from './program.ts';
import { runProduct } from './runs/product.ts';

const PRINTER = '198.18.9.2';
const PORTS = '515,9100-9107';

type Told = Record<string, { readonly bytes: number; readonly connections: number }>;

let pair: Pair;
let printer: Companion;

before(async () => {
  pair = await openPair([PRINTER]);
  printer = pair.spaces.start(pair.target, process.execPath, [labProgram('machines/printer')]);
  assert.equal(await printer.line(), 'ready');
});

after(() => pair?.[Symbol.asyncDispose]());

async function told(): Promise<Told> {
  return JSON.parse(await printer.ask('told')) as Told;
}

test('a scan with --version-all: connected to, and told nothing', async () => {
  const args = ['scan', PRINTER, '-p', PORTS, '-sV', '--version-all', '--json'];
  const { code, lines, stderr } = await runProduct(pair, args, { services: true });
  assert.equal(code, 0, stderr);
  const services = lines.filter(({ type }) => type === 'service').map(({ port, service }) => `${port} ${service}`);
  assert.equal(services.length, 9, services.join(', '));
  assert(services.includes('9101 hp-pdl-datastr'), services.join(', '));
  for (const [port, { bytes, connections }] of Object.entries(await told())) {
    assert.deepEqual([bytes, connections > 0], [0, true], `port ${port}`);
  }
});

test('identify: told nothing', async () => {
  const args = ['identify', `${PRINTER}:${PORTS}`, '--service-intensity', '9', '--json'];
  const { code, stderr } = await runProduct(pair, args);
  assert.equal(code, 0, stderr);
  for (const [port, { bytes }] of Object.entries(await told())) assert.equal(bytes, 0, `port ${port}`);
});

test('the printer counts what it is told', async () => {
  const say = `require('node:net').connect(9100, '${PRINTER}', function () { this.end('x') }).resume()`;
  await runInside(pair.scannerNamespace, process.execPath, ['-e', say]);
  assert.equal((await told())[9100].bytes, 1);
});
