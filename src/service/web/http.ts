// HTTP/1: RFC 9110, RFC 9112. The program names itself in `Server:`; title, generator, realm and cookies tell what runs on it.
//
// More is asked only where it pays: a redirect on the same port, the version document of a product that keeps one, and
// of whoever says no name the documents and the error page that tell it.
import { defineService, type Endpoint, type Reply, type ServiceNote, type Verdict } from '../service.ts';
import { ERROR_PAGE, PORT_DOCUMENTS, UNNAMED_DOCUMENTS, VERSION_DOCUMENTS } from '../signatures/version-documents.ts';
import type { Talk } from '../talk/talk.ts';
import { iconPays, withFavicon } from './favicon.ts';
import { placesOf } from './places.ts';
import { cpesOf, isApplication } from './program.ts';
import { askedAsProxy, mayBeProxy, withProxyLogin } from './proxy.ts';
import { ask, pathWithin, request } from './request.ts';
import { type HttpResponse, parseResponse, wantsTls } from './response.ts';
import { verdictOf } from './verdict.ts';

const REQUESTS_MOST = 5;

export const http = defineService({
  name: 'http',
  title: 'Hypertext Transfer Protocol',
  specification: 'RFC 9112',
  ports: [
    80, 81, 591, 631, 2375, 2379, 3000, 3128, 4848, 5000, 5601, 5984, 7001, 8000, 8001, 8008, 8080, 8081, 8086, 8088,
    8123, 8200, 8500, 8888, 9000, 9090, 9091, 9093, 9115, 9200, 10255, 15672, 32400, 49152,
  ],
  tlsPorts: [443, 832, 2376, 3001, 4443, 5001, 5986, 6443, 7443, 8006, 8443, 8834, 9443, 10250, 10443],
  hello: (endpoint) => request(endpoint),
  yield: 1,
  answersOnly: true,

  read(reply: Reply): Verdict | null {
    const response = parseResponse(reply.text);
    if (response === null) return null;
    const verdict = withProxyLogin(verdictOf(response));
    // What it is shows inside TLS; here it only says that it wants it.
    if (wantsTls(response)) return { confidence: 0.5, details: verdict.details, complete: true };
    // It refuses what another protocol's client says: what it says to its own is still to be heard.
    if (reply.to !== null && reply.to !== 'http' && verdict.product === undefined)
      return { ...verdict, details: { ...verdict.details, refused: true } };
    const isWhole = response.isWhole || reply.closed;
    const more = isWhole ? {} : { more: true };
    return { ...verdict, ...more, ...(nothingToLearn(verdict, reply.endpoint) ? { complete: true } : {}) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const tried = ['/'];
    let known = verdict.details?.refused === true ? await askedProperly(talk, verdict) : verdict;
    let path = nextPath(known, tried, talk.endpoint, talk.tls !== null);
    while (path !== null && tried.length <= REQUESTS_MOST) {
      tried.push(path);
      const response = await ask(talk, path);
      if (response === null) break;
      known = joined(known, response, path);
      path = nextPath(known, tried, talk.endpoint, talk.tls !== null);
    }
    known = await askedAsProxy(talk, await withFavicon(talk, known));
    const notes = [...(known.notes ?? []), ...notesOf(known, talk)];
    return notes.length > 0 ? { ...known, notes } : known;
  },
});

async function askedProperly(talk: Talk, verdict: Verdict): Promise<Verdict> {
  const response = await ask(talk, '/');
  return response === null ? verdict : verdictOf(response);
}

/** Which document would tell more; null: none. */
function nextPath(verdict: Verdict, tried: readonly string[], endpoint: Endpoint, isTls: boolean): string | null {
  const { product, version, details = {} } = verdict;
  const untried = (paths: readonly string[]): string | null => paths.find((path) => !tried.includes(path)) ?? null;
  const status = Number(details.status);
  if (status >= 300 && status < 400 && typeof details.location === 'string' && !isApplication(product)) {
    const path = pathWithin(details.location, endpoint, isTls);
    if (path !== null && !tried.includes(path)) return path;
  }
  if (product !== undefined) {
    const document = version === undefined ? VERSION_DOCUMENTS.find(([name]) => name === product) : undefined;
    return document === undefined ? null : untried([document[1]]);
  }
  const own = PORT_DOCUMENTS.get(endpoint.port);
  if (status === 404 || (status === 200 && details.empty === true)) {
    return untried(own === undefined ? UNNAMED_DOCUMENTS : [own, ...UNNAMED_DOCUMENTS]);
  }
  return status === 200 ? untried([ERROR_PAGE]) : null;
}

/** A reply does not say whether it came inside TLS: where a redirect on the same port leads depends on that, so either counts. */
function nothingToLearn(verdict: Verdict, endpoint: Endpoint): boolean {
  const isTold = [false, true].every((isTls) => nextPath(verdict, ['/'], endpoint, isTls) === null);
  return isTold && !asksForPassword(verdict) && !iconPays(verdict) && !mayBeProxy(verdict);
}

/** What a second answer adds. What it says of the program counts where it says more than the first. */
function joined(known: Verdict, response: HttpResponse, path: string): Verdict {
  const places = placesOf(response);
  const document = VERSION_DOCUMENTS.find(([name, at]) => name === known.product && at === path);
  if (document !== undefined && document[2] !== null) {
    const version = /\d[\w.+-]{0,40}/.exec(places(document[2]) ?? '')?.[0];
    if (version === undefined) return known;
    const cpe = cpesOf(document[0], version);
    return { ...known, version, ...(cpe === undefined ? {} : { cpe }) };
  }
  const found = verdictOf(response);
  const before = Number(known.details?.status);
  const isRedirect = before >= 300 && before < 400 && known.details?.location !== undefined;
  const details = isRedirect
    ? {
        ...known.details,
        // The page that it led to counts, not that the redirect itself had none.
        empty: undefined,
        ...found.details,
        location: found.details?.location ?? known.details?.location,
        status: found.details?.status,
      }
    : known.details;
  const saysMore =
    found.product !== undefined &&
    (known.product === undefined ||
      (isApplication(found.product) && !isApplication(known.product)) ||
      (found.product === known.product && known.version === undefined));
  const info = known.info ?? (isRedirect ? found.info : undefined);
  if (saysMore) return { ...known, ...found, details };
  return { ...known, ...(info === undefined ? {} : { info }), details };
}

const asksForPassword = ({ details }: Verdict): boolean =>
  /^Basic\b/i.test(String(details?.['www-authenticate'] ?? ''));

function notesOf(verdict: Verdict, talk: Talk): ServiceNote[] {
  if (talk.tls !== null || !asksForPassword(verdict)) return [];
  return [
    {
      code: 'N_PLAIN_TEXT_LOGIN',
      text: 'takes passwords without TLS (Basic authentication)',
      advice: 'serve it over HTTPS alone, and redirect to it',
    },
  ];
}
