// What the engines are called, wherever one is named.

/** Compiled into the kernel; half-open through raw sockets; full connections. */
export const ENGINES = ['kernel', 'raw', 'connect'] as const;
export type Engine = (typeof ENGINES)[number];
export type PacketEngine = Exclude<Engine, 'connect'>;

/** `auto`: kernel where it pays and works, else raw. */
export type EngineName = Engine | 'auto';

/** What they were called before. */
const OLD_NAMES: ReadonlyMap<string, Engine> = new Map([
  ['xdp', 'kernel'],
  ['ring', 'raw'],
]);

/** Undefined where there is no such engine. */
export function engineNamed(text: string | undefined): EngineName | undefined {
  if (text === undefined) return undefined;
  return [...ENGINES, 'auto' as const].find((name) => name === text) ?? OLD_NAMES.get(text);
}
