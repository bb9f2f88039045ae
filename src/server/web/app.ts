// What is answered over HTTP.
//
//   /healthz               that it lives; the one thing that needs no login
//   /?token=...            the link: becomes a session's cookie, and the page without the token
//   /api/openrpc.json      what can be called at /rpc
//   /api/scans, hosts ...  the inventory, to be read (rest.ts)
//   /api/export/3.csv      a scan as a file
//   /metrics               figures for Prometheus
//   the rest               the page
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import type { Role } from '../api.ts';
import { ServerError } from '../server-error.ts';
import type { Gate, Refusal, Visit } from './gate.ts';
import { HEADERS } from './headers.ts';
import { type Metric, metricsText } from './metrics.ts';
import type { PageFile, Pages } from './pages.ts';
import { SESSION_SECONDS } from './sessions.ts';

export interface AppParts {
  readonly gate: Gate;
  readonly pages: Pages;
  /** The cookie of a session for this role. */
  cookie(role: Role): string;
  openRpc(): object;
  metrics(): readonly Metric[];
  /** Below /api/. Null where there is no such thing. */
  rest(
    path: string,
    query: Readonly<Record<string, string>>,
    role: Role,
    signal: AbortSignal,
  ): Promise<Response | null>;
  report(error: unknown): void;
}

type Env = { Variables: { role: Role } };

const NOT_BUILT = 'The page is not built: run "npm run build" in the checkout and start portolan serve again.\n';

export function createApp({ gate, pages, cookie, openRpc, metrics, rest, report }: AppParts): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    const refusal = badForm(c) ?? gate.place(visitOf(c));
    if (refusal === null) await next();
    else c.res = refused(c, refusal);
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  });

  app.get('/healthz', (c) => c.text('ok\n'));

  app.use(async (c, next) => {
    const token = c.req.path === '/' ? c.req.query('token') : undefined;
    if (token !== undefined) return login(c, token);
    const role = gate.role(visitOf(c));
    if (typeof role !== 'string') return refused(c, role);
    c.set('role', role);
    return next();
  });

  app.post('/api/session', (c) => {
    c.header('Set-Cookie', cookie(c.get('role')));
    return c.json({ role: c.get('role'), seconds: SESSION_SECONDS });
  });
  app.get('/api/openrpc.json', (c) => c.json(openRpc()));
  app.get('/metrics', (c) => c.text(metricsText(metrics()), 200, { 'Content-Type': 'text/plain; version=0.0.4' }));
  app.get('/api/*', async (c) => {
    const path = c.req.path.slice('/api/'.length);
    return (await rest(path, c.req.query(), c.get('role'), c.req.raw.signal)) ?? c.notFound();
  });
  app.get('*', (c) => {
    const file = pages.file(c.req.path);
    if (file !== null) return sent(c, file);
    if (c.req.path.startsWith('/assets/')) return c.notFound();
    return pages.index === null ? c.text(NOT_BUILT, 503) : sent(c, pages.index);
  });

  app.notFound((c) => {
    const code = 'E_NOT_FOUND';
    return c.json({ code, text: `there is nothing at ${c.req.path.slice(0, 200)}` }, 404);
  });
  app.onError((error, c) => {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (code.startsWith('E_')) return c.json({ code, text: error.message }, code === 'E_ROLE' ? 403 : 400);
    report(error);
    return c.json({ code: 'E_INTERNAL', text: 'this is a bug in portolan: its log has more' }, 500);
  });
  return app;

  /** Where the link was followed from another page, a redirection would come without the cookie (SameSite): the page goes on itself. */
  function login(c: Context<Env>, token: string): Response | Promise<Response> {
    const role = gate.byToken(token, visitOf(c).address);
    if (typeof role !== 'string') return refused(c, role);
    c.header('Set-Cookie', cookie(role));
    return c.html(
      '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Portolan</title><a href="/">Portolan</a>',
    );
  }
}

function sent(c: Context, { type, bytes, gzip, etag, immutable }: PageFile): Response {
  const headers: Record<string, string> = {
    'Cache-Control': immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    'Content-Type': type,
    ETag: etag,
    Vary: 'Accept-Encoding',
  };
  if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const short = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '') ? gzip() : null;
  if (short === null) return new Response(bytes, { headers });
  return new Response(short, { headers: { ...headers, 'Content-Encoding': 'gzip' } });
}

/** Everything here is read, but for one that has no body. */
function badForm(c: Context): Refusal | null {
  const { method, path } = c.req;
  const isRead = method === 'GET' || method === 'HEAD' || (method === 'POST' && path === '/api/session');
  const body = c.req.header('transfer-encoding') !== undefined || Number(c.req.header('content-length') ?? 0) > 0;
  if (isRead && !body) return null;
  return {
    status: 400,
    code: 'E_REQUEST',
    text: 'requests here are GET, without a body; to change something call /rpc',
  };
}

function refused(c: Context, { status, code, text }: Refusal): Response {
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  const wantsPage = (c.req.header('accept') ?? '').includes('text/html');
  return wantsPage ? c.text(`${text} [${code}]\n`, status) : c.json({ code, text }, status);
}

function visitOf(c: Context): Visit {
  return { header: (name) => c.req.header(name), address: getConnInfo(c).remote.address ?? '' };
}

/** For whoever asks for what a query says. Throws E_PARAMS. */
export function numberOf(text: string, name: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ServerError('E_PARAMS', `${name}=${text.slice(0, 50)}: give a whole number`);
}
