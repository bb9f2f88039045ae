// The words of a command on the inventory: options by name, the rest in its order. A filter may begin with `-`, so one dash is no option.
import { usageError } from '../errors.ts';

export interface Words {
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
  readonly help: boolean;
}

/** `flags` have no value, `values` have one: `--limit 10` or `--limit=10`. Throws E_USAGE, which names the word. */
export function readWords(
  command: string,
  args: readonly string[],
  flags: readonly string[],
  values: readonly string[],
): Words {
  const options = new Map<string, string>();
  const rest: string[] = [];
  let help = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === '-h' || arg === '--help') {
      help = true;
      continue;
    }
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('--')) {
      rest.push(arg);
      continue;
    }
    const [name, given] = split(arg.slice(2));
    if (flags.includes(name) && given === null) options.set(name, '');
    else if (values.includes(name)) {
      const value = given ?? args[++at];
      if (value === undefined) throw usageError(`--${name} needs a value`);
      options.set(name, value);
    } else {
      const known = [...flags, ...values, 'help'].map((each) => `--${each}`).join(', ');
      throw usageError(`${command} does not know "${arg}": there are ${known}`);
    }
  }
  return { options, rest, help };
}

/** Throws E_USAGE. Null: not given. */
export function wholeNumber({ options }: Words, name: string): number | null {
  const text = options.get(name);
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--${name} ${text}: it wants a whole number`);
  return Number(text);
}

function split(option: string): readonly [name: string, value: string | null] {
  const at = option.indexOf('=');
  return at < 0 ? [option, null] : [option.slice(0, at), option.slice(at + 1)];
}
