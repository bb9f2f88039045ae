// Devices that are one machine, as joins say: the least number is that of all.

/** What joins two. */
export interface Edge {
  readonly one: number;
  readonly other: number;
}

/** The root of each of `devices`, as the edges have it. */
export function rootsBy(devices: readonly number[], edges: readonly Edge[]): ReadonlyMap<number, number> {
  const parent = new Map(devices.map((id) => [id, id]));
  const find = (id: number): number => {
    let root = id;
    while (parent.get(root)! !== root) root = parent.get(root)!;
    parent.set(id, root);
    return root;
  };
  for (const { one, other } of edges) {
    if (!parent.has(one) || !parent.has(other)) continue;
    const [a, b] = [find(one), find(other)];
    parent.set(Math.max(a, b), Math.min(a, b));
  }
  return new Map(devices.map((id) => [id, find(id)]));
}
