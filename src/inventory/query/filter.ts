// From the words of a filter to a condition on rows of hosts or of ports. Both databases know all that is used.
//
//  1. Of hosts, words about ports are about one port: `port:443 product:nginx` is nginx on port 443. The contrary is about all of
//     its ports: `-port:23` has no such port open.
//  2. A word about ports that says no state means open ones.
//  3. Of what is not known nothing holds, and so its contrary does.
import { type RawBuilder, sql } from 'kysely';
import type { Asking } from './certificates.ts';
import { anywhere, type Context, either, KEYS, type Level } from './keys.ts';
import { filterError, type Word } from './words.ts';

type Sql = RawBuilder<boolean>;

/** On rows of `host`, or of `port` joined with `host`. Null: all. Throws E_FILTER, which names the word. */
export function conditionOf(words: readonly Word[], asking: Asking, now: number = Date.now()): Sql | null {
  const { rows } = asking;
  const [ofHost, ofPort]: [Sql[], Sql[]] = [[], []];
  const saysState = words.some(({ key }) => key === 'state');
  const open = sql<boolean>`port.state = 'open'`;
  for (const word of words) {
    const isPort = levelOf(word, rows) === 'port';
    const condition = conditionOfWord(word, { ...asking, now });
    if (!isPort) ofHost.push(word.isNot ? contrary(condition) : condition);
    else if (!word.isNot) ofPort.push(condition);
    else if (rows === 'port') ofPort.push(contrary(condition));
    else ofHost.push(contrary(inPorts([condition, ...(saysState ? [] : [open])])));
  }
  const ports = saysState || (rows === 'host' && ofPort.length === 0) ? ofPort : [...ofPort, open];
  const all = rows === 'host' && ports.length > 0 ? [...ofHost, inPorts(ports)] : [...ofHost, ...ports];
  return all.length === 0 ? null : together(all);
}

function levelOf({ key, text }: Word, rows: Level): Level {
  if (key === null) return rows === 'host' ? 'host' : 'port';
  if (!Object.hasOwn(KEYS, key))
    throw filterError(text, `has no key that is known: there are ${Object.keys(KEYS).join(', ')}`);
  return KEYS[key].level ?? rows;
}

function conditionOfWord({ key, values, text }: Word, context: Context): Sql {
  return either(
    values.map((value) => (key === null ? anywhere(value, context.rows) : KEYS[key].condition(value, text, context))),
  );
}

function inPorts(conditions: readonly Sql[]): Sql {
  return sql`host.id in (select port.host from port where ${together(conditions)})`;
}

function together(all: readonly Sql[]): Sql {
  return sql`(${sql.join([...all], sql` and `)})`;
}

/** Rule 3. */
function contrary(condition: Sql): Sql {
  return sql`not coalesce(${condition}, false)`;
}
