// HTTP proxies that do not say what they are: RFC 9110 sections 7.6 and 15.5.8, RFC 9112 section 3.2.
//
//  1. Only a proxy asks for a login by 407.
//  2. Who refuses a request in origin-form (`GET /`) is asked once in absolute-form, for a name that never exists (`.invalid`,
//     RFC 6761 section 6.4): a proxy can look it up and connect to nobody for it. An origin server answers as it did before.
//  3. A proxy answers that its gateway failed (502 to 504), or says that it could not look up or connect, of that very name
//     where it is no server's error.
//  4. Whoever went so far forwards the requests of strangers: a note.
import type { ServiceNote, Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { ask } from './request.ts';
import type { HttpResponse } from './response.ts';

export const NOBODY = 'portolan.invalid';
const LOGIN = 407;
/** What proxies answer to a request in origin-form. */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 405, 500, 501, 502, 503, 504]);
const NOT_FOUND =
  /resolv|look ?up|no such (?:host|domain)|unknown host|name or service|\bDNS\b|unable to connect|could not connect/i;

const OPEN: ServiceNote = {
  code: 'N_OPEN_PROXY',
  text: 'forwards requests without a login',
  advice: 'take requests from your own networks alone, or ask for a login',
};

const statusOf = ({ details }: Verdict): number => Number(details?.status);

/** Rule 1. */
export function withProxyLogin(verdict: Verdict): Verdict {
  return statusOf(verdict) === LOGIN ? { ...verdict, service: 'http-proxy' } : verdict;
}

export function mayBeProxy(verdict: Verdict): boolean {
  const isNobodyElse = verdict.product === undefined || verdict.service === 'http-proxy';
  return isNobodyElse && REFUSALS.has(statusOf(verdict));
}

/** Rules 2 to 4. */
export async function askedAsProxy(talk: Talk, verdict: Verdict): Promise<Verdict> {
  if (!mayBeProxy(verdict)) return verdict;
  const answer = await ask(talk, `http://${NOBODY}/`, NOBODY);
  if (answer === null || answer.status === statusOf(verdict)) return verdict;
  if (answer.status === LOGIN) return { ...verdict, service: 'http-proxy' };
  if (!isForwarder(answer)) return verdict;
  return { ...verdict, service: 'http-proxy', notes: [...(verdict.notes ?? []), OPEN] };
}

function isForwarder({ status, phrase, body }: HttpResponse): boolean {
  if (status >= 502 && status <= 504) return true;
  const says = `${phrase} ${body}`;
  return NOT_FOUND.test(says) && (status >= 500 || (status >= 400 && says.includes(NOBODY)));
}
