// By what the way to hosts is asked, where a person chose it: `tcp`, `tcp:443`, `udp`, `udp:53`, `icmp`.
import type { TraceMethod } from '../probe/trace.ts';
import { SurveyError } from './survey-error.ts';

export interface TraceChoice {
  readonly method: TraceMethod;
  /** Null: as the method and the host have it. */
  readonly port: number | null;
}

export function isTraceBy(text: string): boolean {
  return choiceOf(text) !== null;
}

/** Null: nothing was chosen. Throws E_REQUEST. */
export function readTraceBy(text: string | undefined): TraceChoice | null {
  if (text === undefined) return null;
  const choice = choiceOf(text);
  if (choice !== null) return choice;
  throw new SurveyError('E_REQUEST', `the way to hosts by "${text}": there are tcp, tcp:443, udp, udp:53 and icmp`);
}

function choiceOf(text: string): TraceChoice | null {
  if (text === 'icmp') return { method: 'icmp', port: null };
  const [, method, digits] = /^(tcp|udp)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (method !== 'tcp' && method !== 'udp') return null;
  if (digits === undefined) return { method, port: null };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { method, port } : null;
}
