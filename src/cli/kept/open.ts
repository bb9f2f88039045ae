// The inventory that a command writes to, by its options: `--db`, `--no-db`.
import { isAbsolute, resolve } from 'node:path';
import { Option } from 'commander';
import { resourceText } from '../../engine/resource-error.ts';
import type { Notice } from '../../finding/finding.ts';
import type { Environment } from '../command-line.ts';
import { plainText } from '../option-values.ts';
import type { StartWriter } from './kept.ts';

/** `false`: none. */
export interface DbOption {
  readonly db?: string | false;
}

/** As --db says, else the default place; null: none is wanted. */
export async function placeOf({ db }: DbOption, environment: Environment): Promise<string | null> {
  if (db === false) return null;
  if (db === undefined) return (await import('../../inventory/place.ts')).defaultPlace(environment);
  return /^\w+:\/\//.test(db) || isAbsolute(db) ? db : resolve(db);
}

/** For createKept(). Loads nothing of the inventory but what starts its thread. */
export async function loadWriter(where: string): Promise<StartWriter> {
  const { startWriterThread } = await import('../../inventory/thread/start.ts');
  return (start, goOnWith) => startWriterThread(where, start, goOnWith);
}

/** What is said where it cannot be written; `beside`: what else is not kept, and what to do about it. */
export function notKept(error: unknown, beside: string | null = null): Notice {
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  const reason = resourceText(error) ?? message;
  const more = beside === null ? '' : `; ${beside}`;
  const text = `nothing more of this scan is kept in the inventory: ${reason}${more}${/^E_/.test(code) ? ` [${code}]` : ''}`;
  return { type: 'notice', code: 'N_NOT_KEPT', text, time: new Date().toISOString() };
}

/** For commands that write or read one. */
export function dbOption(): Option {
  return new Option(
    '--db <place>',
    'the inventory: a file, or postgres://...; default: portolan/inventory.db in $XDG_STATE_HOME, ~/.local/state',
  ).argParser(plainText);
}

/** For commands that write one. */
export function dbOptions(): readonly Option[] {
  return [dbOption(), new Option('--no-db', 'keep nothing of this scan')];
}
