// What is told of a host and of a port, as one text for each: what two surveys are compared by, and what people read.
import type { CertificateFact, IdentityFact, PortState, ServiceFact } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import { KIND_TITLES, OS_TITLES } from '../../finding/titles.ts';

/** From here on a verdict is taken for one: what is less sure may come out otherwise the next time. */
const SURE = 0.8;
/** A greeting that nothing proved is 0.7. */
const RECOGNISED = 0.7;
const LISTED_MOST = 8;

/** All names it goes by, lower case; the best first. */
export function namesOf({ host, identity, clues }: HostPicture): readonly string[] {
  const names = [
    identity?.name,
    ...(host?.names ?? []).map(({ name }) => name),
    ...(clues?.about('name') ?? []).map(({ value }) => value),
  ];
  return names.filter((name) => name !== undefined).map((name) => name.toLowerCase().replace(/\.$/, ''));
}

export function surelyOs(identity: IdentityFact | null): { readonly family: string; readonly text: string } | null {
  const os = identity?.os;
  if (os === undefined || os.confidence < SURE) return null;
  const { family, name = OS_TITLES[family] ?? family, version = '' } = os;
  return { family, text: name.includes(version) ? name : `${name} ${version}` };
}

export function surelyKind(identity: IdentityFact | null): string | null {
  const kind = identity?.kind;
  return kind === undefined || kind.confidence < SURE ? null : (KIND_TITLES[kind.is] ?? kind.is);
}

export function isRecognised(fact: ServiceFact | undefined): fact is ServiceFact {
  return fact !== undefined && fact.service !== 'unknown' && fact.confidence >= RECOGNISED;
}

/** `tls/http`. */
export function protocolText({ service, tls }: ServiceFact): string {
  return tls && service !== 'tls' ? `tls/${service}` : service;
}

/** `nginx 1.24`; empty where nothing is known of it. */
export function productText({ product, version }: ServiceFact): string {
  return [product, version].filter((each) => each !== undefined).join(' ');
}

/** `tls/http, nginx 1.24`. */
export function serviceText(fact: ServiceFact): string {
  return [protocolText(fact), productText(fact)].filter((each) => each !== '').join(', ');
}

export function certificateText({ subject, notAfter, fingerprint }: CertificateFact): string {
  return `${subject}, until ${notAfter}, SHA-256 ${fingerprint.slice(0, 23)}`;
}

export function stateText(state: PortState): string {
  return state === 'open|filtered' ? 'open or filtered' : state;
}

/** `22/tcp (ssh), 80/tcp, and 3 more`. */
export function openPortsText({ ports, services }: HostPicture): string {
  const open = [...(ports?.all() ?? [])].filter(({ state }) => state === 'open');
  const listed = open.slice(0, LISTED_MOST).map((port) => {
    const fact = services?.service(port);
    const known = isRecognised(fact) ? ` (${serviceText(fact)})` : '';
    return `${port.port}/${port.proto}${known}`;
  });
  const more = open.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
