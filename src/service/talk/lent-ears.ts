// Ears of others. A port of ours that answers come to may not be ours to bind: its number takes a right that a scan has given up
// (ip(7), ip_unprivileged_port_start), or a program of this machine has it, as its DHCP client does. Whoever hears the link itself
// lends that here, and ears.ts asks for it then.

/** Hears datagrams to ports of ours, whoever has bound them, and hands them to `overhear` (ears.ts). */
export interface LinkEars {
  /** Resolves once they are heard; false where they cannot be. */
  open(): Promise<boolean>;
}

const lent = new Set<LinkEars>();

/** Returns what takes them back. */
export function lend(ears: LinkEars): () => void {
  lent.add(ears);
  return () => {
    lent.delete(ears);
  };
}

/** Whether anybody hears. */
export async function openLent(): Promise<boolean> {
  const opened = await Promise.all([...lent].map((ears) => ears.open()));
  return opened.includes(true);
}
