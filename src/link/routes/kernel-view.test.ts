import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Netlink, Route, RoutingChanges } from '../../native/netlink/netlink.ts';
import { createKernelView, type KernelSources } from './kernel-view.ts';

const NONE: RoutingChanges = { interfaces: false, addresses: false, routes: false, rules: false };

/** A kernel of `routes` routes that notes what it is asked; `change` is its next news. */
function testKernel(routes = 1) {
  const kernel = { asked: [] as string[], change: NONE, opened: 0, closed: 0, fails: false };
  const note = (name: string, count: number) => () => {
    kernel.asked.push(name);
    if (kernel.fails) throw new Error('EBUSY');
    return Array.from({ length: count }, () => ({}));
  };
  const netlink = {
    interfaces: note('interfaces', 1),
    addresses: note('addresses', 1),
    routes: note('routes', routes),
    rules: note('rules', 1),
    neighbours: note('neighbours', 1),
    close: () => kernel.closed++,
  } as unknown as Netlink;
  const open = (): KernelSources => {
    kernel.opened++;
    return {
      netlink,
      news: {
        read() {
          const news = kernel.change;
          kernel.change = NONE;
          return news;
        },
        close: () => kernel.closed++,
      },
    };
  };
  return { kernel, view: createKernelView(open) };
}

test('kernel view: each table is asked for once, neighbours each time', () => {
  const { kernel, view } = testKernel();
  assert.equal(kernel.opened, 0);
  for (let job = 0; job < 3; job++) {
    view.rules();
    view.interfaces();
    view.addresses();
    view.routes();
    view.neighbours();
  }
  assert.deepEqual(kernel.asked, [
    ...['rules', 'interfaces', 'addresses', 'routes', 'neighbours'],
    ...['neighbours', 'neighbours'],
  ]);
  assert.equal(kernel.opened, 1);
});

test('kernel view: what has changed is asked anew, and nothing else', () => {
  const { kernel, view } = testKernel();
  const askAll = (): void => {
    view.rules();
    view.interfaces();
    view.addresses();
    view.routes();
  };
  askAll();
  kernel.asked.length = 0;
  kernel.change = { ...NONE, routes: true };
  askAll();
  assert.deepEqual(kernel.asked, ['routes']);
  kernel.asked.length = 0;
  kernel.change = { ...NONE, interfaces: true, addresses: true, routes: true };
  askAll();
  askAll();
  assert.deepEqual(kernel.asked, ['interfaces', 'addresses', 'routes']);
});

test('kernel view: a table that is too large is not kept', () => {
  const { kernel, view } = testKernel(16_385);
  const routes: Route[] = view.routes();
  assert.equal(routes.length, 16_385);
  view.routes();
  assert.deepEqual(kernel.asked, ['routes', 'routes']);
});

test('kernel view: after an error all is asked anew, by other sockets', () => {
  const { kernel, view } = testKernel();
  view.routes();
  kernel.fails = true;
  assert.throws(() => view.rules(), /EBUSY/);
  assert.equal(kernel.closed, 2);
  kernel.fails = false;
  view.routes();
  assert.deepEqual(kernel.asked, ['routes', 'rules', 'routes']);
  assert.equal(kernel.opened, 2);
});
