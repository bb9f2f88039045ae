// The client as a browser has it, against the server whose address and token are given:  node --conditions=browser browser-run.js URL TOKEN
// The browser's own part is played: a fetch that keeps cookies, and a WebSocket that sends them, and the origin, and no other header.
import type { EventBatch } from '../api.ts';
import { connect, type PortolanError } from './browser.ts';

const [url, token] = process.argv.slice(2);
const REQUEST = { targets: ['198.18.0.0/30'], ports: '22', services: false, identity: false };
const { fetch, WebSocket } = globalThis as unknown as {
  fetch: typeof globalThis.fetch;
  WebSocket: new (place: string, options: object) => object;
};
let cookie = '';
Object.assign(globalThis, {
  async fetch(...words: Parameters<typeof fetch>) {
    const answer = await fetch(...words);
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) [cookie] = set.split(';');
    return answer;
  },
  WebSocket: class extends WebSocket {
    constructor(place: string) {
      super(place, { headers: { origin: url, ...(cookie === '' ? {} : { cookie }) } });
    }
  },
});

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: PortolanError) => error.code,
  );

const none = await codeOf(connect(url, { reconnect: false }));
const wrong = await codeOf(connect(url, { token: 'x'.repeat(43), reconnect: false }));
const portolan = await connect(url, { token, reconnect: false });
const { role } = await portolan.call('server/info');
const { promise, resolve } = Promise.withResolvers<void>();
await portolan.onEvents(({ events }: EventBatch) => {
  if (events.some((event) => event.type === 'status' && event.status.state === 'finished')) resolve();
});
await portolan.call('discovery/start', REQUEST);
await promise;
const noScan = await codeOf(portolan.call('discovery/cancel', { scan: 99 }));
portolan.close();
// The session is enough from now on.
const again = await connect(url, { reconnect: false });
const { total } = await again.call('inventory/scans', {});
again.close();
process.stdout.write(`${JSON.stringify({ none, wrong, role, noScan, total, cookie: cookie.replace(/=.*/, '') })}\n`);
