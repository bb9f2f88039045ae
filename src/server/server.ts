// The whole server: services, then the port that offers them. Its parts begin one after another and end in reverse.
import { createLifecycle, type Lifecycle, type LifecycleOptions, type Part } from './container/lifecycle.ts';
import { openServices, type Services } from './open-services.ts';
import { serveConnection } from './rpc/connection.ts';
import { webSocketChannel } from './rpc/web-socket-channel.ts';
import { Discovery } from './services/discovery.ts';
import { Events } from './services/events.ts';
import { InventoryService } from './services/inventory.ts';
import { createApp } from './web/app.ts';
import { exportScan } from './web/export.ts';
import { createGate } from './web/gate.ts';
import { createListener, type Listener } from './web/listener.ts';
import { createLoginLimit } from './web/login-limit.ts';
import { type Metric, one } from './web/metrics.ts';
import { pagesFolder, readPages } from './web/pages.ts';
import { createRest } from './web/rest.ts';
import { cookieName, makeSession, setCookie } from './web/sessions.ts';
import type { Tokens } from './web/tokens.ts';
import type { ServerWorld } from './world.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  readonly tokens: Tokens;
  /** Further names that browsers may call it by. */
  readonly names?: readonly string[];
  /** Both as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Where the page is. Default: this package's. */
  readonly pages?: string;
  /** Who watches its end, where that is the whole process's. */
  readonly watch?: LifecycleOptions['watch'];
}

export interface Server extends Lifecycle {
  /** The port that it got, once it has begun. */
  port(): number;
  /** Ends the connections of all clients; they may come back. */
  dropClients(): void;
}

export async function createServer(world: ServerWorld, options: ServerOptions): Promise<Server> {
  const services = await openServices(world);
  const { openRpc } = await import('./rpc/openrpc.schema.ts');
  let port = options.port;
  const secure = options.tls !== undefined;
  const gate = createGate({
    tokens: options.tokens,
    names: (options.names ?? []).map((name) => name.toLowerCase()),
    secure,
    port: () => port,
    limit: createLoginLimit(),
  });
  let description: object | null = null;
  const app = createApp({
    gate,
    pages: readPages(options.pages ?? pagesFolder()),
    cookie: (role) => setCookie(cookieName(port), makeSession(options.tokens, role), secure),
    openRpc: () => (description ??= openRpc(services.methods, world.version)),
    metrics: () => metricsOf(services, listener),
    rest: createRest({
      methods: services.methods,
      exportOf: (scan, format, signal) => exportScan(services.made.get(InventoryService).store, scan, format, signal),
    }),
    report: world.report,
  });
  const listener = createListener(app, {
    gate,
    tls: options.tls ?? null,
    serve: (socket, role) => void serveConnection(services.host, webSocketChannel(socket, role)),
  });
  const web: Part = {
    name: 'the port',
    async start() {
      port = await listener.listen(options.host, options.port);
    },
    stop: listener.close,
  };
  const { watch } = options;
  const life = createLifecycle([...services.parts, web], watch === undefined ? {} : { watch });
  return { ...life, port: () => port, dropClients: listener.dropClients };
}

const started = Date.now();

function metricsOf({ made, calls }: Services, listener: Listener): readonly Metric[] {
  const { log, followers } = made.get(Events);
  const states = made.get(Discovery).states();
  return [
    one('portolan_uptime_seconds', 'gauge', 'Since the server started', Math.round((Date.now() - started) / 1000)),
    one('portolan_clients', 'gauge', 'Connections at /rpc', listener.clients()),
    one('portolan_events_total', 'counter', 'Events since the server started', log.count()),
    one(
      'portolan_events_missed_total',
      'counter',
      'Events that were gone before a slow client took them',
      followers.missed(),
    ),
    one('portolan_memory_bytes', 'gauge', 'Resident memory', process.memoryUsage.rss()),
    {
      name: 'portolan_surveys',
      type: 'gauge',
      help: 'Scans of this server by their state',
      values: [...states].map(([state, count]) => [`{state="${state}"}`, count]),
    },
    { name: 'portolan_calls_total', type: 'counter', help: 'Calls by method', values: [...calls] },
  ];
}
