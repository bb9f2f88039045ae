import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, ServiceFact } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { rangesOf } from './port-rows.ts';
import { hostTable, type TableOptions } from './terminal.ts';

const time = '2026-01-01T00:00:00.000Z';
const ip = '198.18.0.1';

function lines(port: number, said: Partial<ServiceFact> | null): Line[] {
  const where = { ip, proto: 'tcp', port } as const;
  const open: Line = { type: 'port', ...where, state: 'open', reason: 'syn-ack', probe: 'syn', stage: 'tcp', time };
  const fact = { service: 'http', tls: false, confidence: 1, evidence: [], stage: 'services', time, ...said };
  return said === null ? [open] : [open, { type: 'service', ...where, ...fact }];
}

function table(all: readonly Line[], options: TableOptions = {}): string {
  const picture = createPicture();
  for (const line of all) fold(picture, line);
  return hostTable(picture, options);
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, k) => first + k);
const NGINX = { product: 'nginx', version: '1.22.1' };

test('the same service on hundreds of ports is told once, below the others', () => {
  const many = [...from(1000, 499), 1502].flatMap((port) => lines(port, NGINX));
  assert.equal(
    table([...lines(22, { service: 'ssh', product: 'OpenSSH' }), ...many, ...lines(8080, { product: 'lighttpd' })]),
    `           PORT  STATE  SERVICE  PRODUCT
198.18.0.1
         22/tcp  open   ssh      OpenSSH
       8080/tcp  open   http     lighttpd
  500 ports/tcp  open   http     nginx 1.22.1  on 1000-1498, 1502

`,
  );
});

test('few ports, and those that say different things, have rows of their own', () => {
  const few = from(1000, 19).flatMap((port) => lines(port, NGINX));
  assert.equal(table(few).split('\n').length, 2 + 19 + 2);
  const different = from(1000, 100).flatMap((port) => lines(port, { ...NGINX, version: `1.${port}` }));
  assert.equal(table(different).split('\n').length, 2 + 100 + 2);
});

test('what nobody knew is told once; what nobody asked is not joined', () => {
  const unknown = from(1000, 30).flatMap((port) => lines(port, { service: 'unknown', confidence: 0 }));
  const registered = (_: string, port: number): string => `name-${port}`;
  assert.equal(
    table(unknown, { registered }),
    '          PORT  STATE  SERVICE  PRODUCT\n198.18.0.1\n  30 ports/tcp  open   unknown  on 1000-1029\n\n',
  );
  const unasked = from(1000, 30).flatMap((port) => lines(port, null));
  assert.match(table(unasked, { registered }), / {2}1029\/tcp {2}open {3}\(name-1029\)\n/);
});

test('with something of its own to show each has a row', () => {
  const many = from(1000, 30).flatMap((port) => lines(port, NGINX));
  for (const options of [{ verbose: true }, { evidence: true }]) assert.match(table(many, options), /1029\/tcp/);
});

test('ranges, and that there are more', () => {
  assert.equal(rangesOf([1, 2, 3, 5, 7, 8]), '1-3, 5, 7-8');
  assert.equal(rangesOf([1, 3, 5, 7, 9, 11, 13]), '1, 3, 5, 7, 9, 11 …');
});
