// An operating system's name as somebody wrote it: which family, which version.
import type { OsFamily } from '../../finding/finding.ts';
import { OS_WORDS } from './tables/os-words.data.ts';

export interface NamedOs {
  readonly family?: OsFamily;
  /** For people: `Debian 12`. */
  readonly name: string;
  readonly version?: string;
}

const TEXT_MOST = 120;

/** Null where no word of it is known: `Unspecified` is no system. */
export function osOf(text: string): NamedOs | null {
  const said = text.slice(0, TEXT_MOST).trim();
  for (const [pattern, family, name] of OS_WORDS) {
    const match = pattern.exec(said);
    if (match === null) continue;
    const version = match.groups?.version;
    const written = family === 'windows' ? said : match[0];
    const plain = name === undefined ? written : [name, version].filter(Boolean).join(' ');
    return {
      ...(family === null ? {} : { family }),
      // `Linux/5.10`, as RFC 9110 has it.
      name: plain.replace(/\/(?=\d)/, ' '),
      ...(version === undefined ? {} : { version }),
    };
  }
  return null;
}
