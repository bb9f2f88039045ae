// What changed at the ports of a host that both surveys found.
//
//  1. Opened and closed is what one survey found open, and the other one asked and found otherwise.
//  2. Between states that are not open only what both told counts.
//  3. What a port is for has changed where both recognised it, and each says something else of the same.
import type { CertificateFact, Fact, ServiceFact } from '../../finding/finding.ts';
import type { Asked, Proto, Unsaid } from './asked.ts';
import type { Drawn } from './draw.ts';
import type { Pair } from './match.ts';
import { type State, stateOf } from './states.ts';
import { certificateText, isRecognised, productText, protocolText, serviceText } from './values.ts';

/** An open port of one survey, of which the other one can say nothing. */
export interface UndecidedPort {
  readonly of: 'before' | 'after';
  readonly why: Unsaid;
}

/** What it cannot decide it gives to `undecided`. */
export function portChanges(
  { before, after }: Pair,
  askedBefore: Asked,
  askedAfter: Asked,
  undecided: (port: UndecidedPort) => void,
): readonly Drawn[] {
  const ports = new Map<string, { readonly proto: Proto; readonly port: number }>();
  for (const host of [before, after]) {
    for (const { proto, port } of host.ports?.all() ?? []) ports.set(`${proto} ${port}`, { proto, port });
  }
  return [...ports.values()].flatMap(({ proto, port }) => {
    const was = stateOf(before, askedBefore, proto, port);
    const is = stateOf(after, askedAfter, proto, port);
    if (typeof was === 'string' || typeof is === 'string') {
      if (typeof is === 'string' && isOpen(was)) undecided({ of: 'before', why: is });
      if (typeof was === 'string' && isOpen(is)) undecided({ of: 'after', why: was });
      return [];
    }
    const services = [before.services?.service({ proto, port }), after.services?.service({ proto, port })] as const;
    if (was.state === 'open' && is.state === 'open') {
      const certificates = [before, after].map(({ services: of }) => of?.certificate({ proto, port }));
      return [...serviceChanges(...services), ...certificateChanges(certificates[0], certificates[1])].map((each) => ({
        ...each,
        proto,
        port,
        text: `${port}/${proto} ${each.text}`,
      }));
    }
    const drawn = stateChange(was, is, services);
    return drawn === null ? [] : [{ ...drawn, proto, port, text: `${port}/${proto} ${drawn.text}` }];
  });
}

function isOpen(state: State | Unsaid): boolean {
  return typeof state !== 'string' && state.state === 'open';
}

type Both<T> = readonly [before: T | undefined, after: T | undefined];

/** Rules 1 and 2. */
function stateChange(was: State, is: State, [service, serviceNow]: Both<ServiceFact>): Drawn | null {
  const because = [`before: ${was.because}`, `now: ${is.because}`];
  const of = (state: State, fact: ServiceFact | undefined): readonly Fact[] =>
    [state.fact, fact].filter((each) => each !== null && each !== undefined);
  const facts = { before: of(was, service), after: of(is, serviceNow) };
  const common = { before: was.text, after: is.text, because, facts };
  if (is.state === 'open') {
    const known = isRecognised(serviceNow) ? ` (${serviceText(serviceNow)})` : '';
    return { ...common, change: 'port-opened', text: `is open${known}, was ${was.text}` };
  }
  if (was.state === 'open') {
    const known = isRecognised(service) ? ` (${serviceText(service)})` : '';
    return { ...common, change: 'port-closed', text: `is ${is.text}, was open${known}` };
  }
  if (was.fact === null || is.fact === null || was.state === is.state) return null;
  return { ...common, change: 'port-changed', text: `is ${is.text}, was ${was.text}` };
}

/** Rule 3. */
function serviceChanges(before: ServiceFact | undefined, after: ServiceFact | undefined): readonly Drawn[] {
  if (!isRecognised(before) || !isRecognised(after)) return [];
  const draw = (change: Drawn['change'], was: string, is: string, what: string): readonly Drawn[] => {
    const because = [`before: ${saidText(before)}`, `now: ${saidText(after)}`];
    const facts = { before: [before], after: [after] };
    return [{ change, before: was, after: is, text: `${what} ${is}, was ${was}`, because, facts }];
  };
  if (before.service !== after.service) return draw('service', serviceText(before), serviceText(after), 'is');
  const tls = before.tls === after.tls ? [] : draw('tls', protocolText(before), protocolText(after), 'is');
  return isOtherProduct(before, after)
    ? [...tls, ...draw('product', productText(before), productText(after), 'is')]
    : tls;
}

function isOtherProduct(before: ServiceFact, after: ServiceFact): boolean {
  if (before.product === undefined || after.product === undefined) return false;
  if (before.product !== after.product) return true;
  return before.version !== undefined && after.version !== undefined && before.version !== after.version;
}

function saidText({ stage, time, evidence }: ServiceFact): string {
  const said = evidence[0];
  const words =
    said === undefined ? 'recognised' : `${said.source === 'greeting' ? 'greeted' : 'answered'} "${said.text}"`;
  return `${words} (${stage}, ${time})`;
}

function certificateChanges(before: CertificateFact | undefined, after: CertificateFact | undefined): readonly Drawn[] {
  if (before === undefined || after === undefined || before.fingerprint === after.fingerprint) return [];
  const [was, is] = [certificateText(before), certificateText(after)];
  const shown = ({ stage, time }: CertificateFact): string => `shown in TLS (${stage}, ${time})`;
  const because = [`before: ${shown(before)}`, `now: ${shown(after)}`];
  const facts = { before: [before], after: [after] };
  return [
    { change: 'certificate', before: was, after: is, text: `has the certificate ${is}, was ${was}`, because, facts },
  ];
}
