// Programs of the lab that run in a process of their own, mostly inside a namespace.

/** Its path, as source or as built. `name`: as `machines/listeners`, seen from this folder. */
export function labProgram(name: string): string {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).pathname;
}
