// Who a host is, in words. Everything here came from strangers, and is escaped.

import type { IdentityFact } from '../finding/finding.ts';
import type { HostPicture } from '../finding/fold.ts';
import { KIND_TITLES, OS_TITLES } from '../finding/titles.ts';
import { escapeText } from './escape.ts';

/** From here on a verdict is shown as one; below it with a question mark. */
const SURE = 0.8;

/** `nas.example  Synology DS220+  NAS  Linux`: name, who made what, kind, system; empty where nothing is known. */
export function identityText(identity: IdentityFact | null): string {
  if (identity === null) return '';
  const { name } = identity;
  return [name === undefined ? '' : escapeText(name), makerAndModel(identity), kindText(identity), osText(identity)]
    .filter(Boolean)
    .join('  ');
}

export function makerAndModel({ vendor = '', model = '' }: Pick<IdentityFact, 'vendor' | 'model'>): string {
  const isSaid = vendor === '' || model.toLowerCase().startsWith(vendor.toLowerCase());
  return escapeText(isSaid ? model : [vendor, model].filter(Boolean).join(' '));
}

export function kindText({ kind }: Pick<IdentityFact, 'kind'>): string {
  return kind === undefined ? '' : doubted(KIND_TITLES[kind.is] ?? escapeText(kind.is), kind.confidence);
}

/** `Debian 12`, else its family. A version that the name has already is not repeated. */
export function osText({ os }: Pick<IdentityFact, 'os'>): string {
  if (os === undefined) return '';
  const { family, name = OS_TITLES[family] ?? family, version = '' } = os;
  return doubted(escapeText(name.includes(version) ? name : `${name} ${version}`), os.confidence);
}

/** All names, the best first, each once. */
export function namesText({ host, identity }: HostPicture): string {
  const names = [identity?.name, ...(host?.names?.map(({ name }) => name) ?? [])];
  return [...new Set(names.filter((name) => name !== undefined))].map(escapeText).join(', ');
}

function doubted(text: string, confidence: number): string {
  return confidence >= SURE ? text : `${text}?`;
}
