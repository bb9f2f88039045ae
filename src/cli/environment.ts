// Options that come from the environment: PORTOLAN_RATE=1000 is --rate 1000.

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'PORTOLAN_';
/** What the launcher reads, which config file is read, and where the inventory is: set for all commands. */
const OTHERS = ['PORTOLAN_NO_BUILD', 'PORTOLAN_CONFIG', 'PORTOLAN_DB', 'PORTOLAN_NO_DB'];

/** `max-retries` is PORTOLAN_MAX_RETRIES. */
export function environmentName(option: string): string {
  return PREFIX + option.replaceAll('-', '_').toUpperCase();
}

/** An empty variable is as good as none. */
export function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** Variables that look like options and are none: a misspelt rate limit must not pass in silence. */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  options: readonly string[],
): string[] {
  const known = new Set([...options.map(environmentName), ...OTHERS]);
  return Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.has(name));
}
