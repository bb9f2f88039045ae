// All that is known of a host, put in order for its view.
import type {
  CertificateFact,
  ClueFact,
  HostFact,
  IdentityFact,
  Line,
  NoteFact,
  PathFact,
  PortFact,
  ServiceFact,
} from '../../src/finding/finding.ts';
import { createPicture, fold } from '../../src/finding/fold.ts';
import type { Evidence } from '../../src/finding/join.ts';
import { evidenceOf } from '../../src/finding/join.ts';

export interface PortView {
  readonly key: string;
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly fact: PortFact | null;
  readonly evidence: readonly Evidence[];
  readonly service: ServiceFact | null;
  readonly certificate: CertificateFact | null;
  readonly notes: readonly NoteFact[];
}

export interface FieldView {
  readonly field: 'name' | 'vendor' | 'model' | 'serial' | 'os' | 'kind' | 'mac';
  readonly value: string;
  /** 0 to 1; null where nobody gave one. */
  readonly sure: number | null;
  readonly because: readonly string[];
  readonly others: readonly string[];
}

export interface HostView {
  readonly host: HostFact | null;
  readonly fields: readonly FieldView[];
  readonly contradictions: readonly string[];
  readonly clues: readonly ClueFact[];
  /** The lowest number first, TCP before UDP. */
  readonly ports: readonly PortView[];
  readonly path: PathFact | null;
}

/** Of lines about one host, as `inventory/host` gives them. */
export function viewHost(lines: readonly Line[]): HostView {
  const picture = createPicture();
  for (const line of lines) fold(picture, line);
  const known = [...picture.hosts.values()];
  const host = known.find((each) => each.host !== null)?.host ?? null;
  const identity = known.find((each) => each.identity !== null)?.identity ?? null;
  const clues = lines.filter((line) => line.type === 'clue');
  return {
    host,
    fields: fieldsOf(host, identity, clues),
    contradictions: identity?.contradictions ?? [],
    clues,
    ports: portsOf(lines),
    path: known.find((each) => each.path !== null)?.path ?? null,
  };
}

function fieldsOf(
  host: HostFact | null,
  identity: IdentityFact | null,
  clues: readonly ClueFact[],
): readonly FieldView[] {
  const said = (about: ClueFact['about'], value: string): readonly string[] =>
    clues
      .filter((clue) => clue.about === about && clue.value === value)
      .map(({ source, text }) => (text === undefined ? source : `${source}: ${text}`));
  const fields: FieldView[] = [];
  const put = (
    field: FieldView['field'],
    value: string | undefined,
    because: readonly string[],
    sure: number | null = null,
    others: readonly string[] = [],
  ): void => {
    if (value !== undefined) fields.push({ field, value, sure, because, others });
  };
  const name = identity?.name ?? host?.names?.[0]?.name;
  const names = host?.names ?? [];
  put('name', name, [
    ...names.filter((each) => each.name === name).map(({ source }) => source),
    ...said('name', name ?? ''),
  ]);
  const { kind, os } = identity ?? {};
  put(
    'kind',
    kind?.is,
    kind?.because ?? [],
    kind?.confidence,
    kind?.others.map(({ is, confidence }) => `${is} ${share(confidence)}`),
  );
  const system = os === undefined ? undefined : [os.name ?? os.family, os.version].filter(Boolean).join(' ');
  put(
    'os',
    system,
    os?.because ?? [],
    os?.confidence,
    os?.others.map(({ family, confidence }) => `${family} ${share(confidence)}`),
  );
  put('vendor', identity?.vendor ?? host?.vendor, said('vendor', identity?.vendor ?? ''));
  put('model', identity?.model, said('model', identity?.model ?? ''));
  put('serial', identity?.serial, said('serial', identity?.serial ?? ''));
  put('mac', host?.mac, host === null ? [] : [host.reason]);
  return fields;
}

const share = (confidence: number): string => `${Math.round(confidence * 100)} %`;

function portsOf(lines: readonly Line[]): readonly PortView[] {
  type Open = { -readonly [Key in keyof PortView]: PortView[Key] };
  const ports = new Map<string, Open>();
  const at = ({ proto, port }: { readonly proto: 'tcp' | 'udp'; readonly port: number }): Open => {
    const key = `${port}/${proto}`;
    const known = ports.get(key) ?? {
      key,
      proto,
      port,
      fact: null,
      evidence: [],
      service: null,
      certificate: null,
      notes: [],
    };
    ports.set(key, known);
    return known;
  };
  for (const line of lines) {
    if (line.type === 'port') {
      const known = at(line);
      known.fact = line;
      known.evidence = evidenceOf(line);
    } else if (line.type === 'service') at(line).service = line;
    else if (line.type === 'certificate') at(line).certificate = line;
    else if (line.type === 'note') at(line).notes = [...at(line).notes, line];
  }
  return [...ports.values()].sort((one, other) =>
    one.proto === other.proto ? one.port - other.port : one.proto === 'tcp' ? -1 : 1,
  );
}

/** How long a certificate is still good: days, negative where it no longer is; null where its date is none. */
export function daysLeft({ notAfter }: Pick<CertificateFact, 'notAfter'>, now: number): number | null {
  const end = Date.parse(notAfter);
  return Number.isNaN(end) ? null : Math.floor((end - now) / 86_400_000);
}

/** Bytes of base64 as lines of hex and text; what is no base64 is nothing. */
export function hexLines(base64: string): readonly string[] {
  let bytes: string;
  try {
    bytes = atob(base64);
  } catch {
    return [];
  }
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, 512); at += 16) {
    const part = [...bytes.slice(at, at + 16)];
    const hex = part.map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= ' ' && byte <= '~' ? byte : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines;
}
