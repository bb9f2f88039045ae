// A scanner, a chain of routers, and hosts at its end, all at one kernel.
//
//   scanner - r1 - r2 - ... - host: link k is 198.18.k.0/24, .1 towards the scanner, .2 away from it
import { ip, type Namespaces, nft, openNamespaces, sysctl } from './namespaces.ts';

export interface RouterChain extends AsyncDisposable {
  readonly scannerNamespace: string;
  readonly spaces: Namespaces;
}

export interface ChainOptions {
  readonly routers: number;
  /** From 1: which one lets packets die in silence; 0: none. */
  readonly silent: number;
  /** Of 198.19.0.0/16. */
  readonly hosts: readonly string[];
}

export async function openRouterChain({ routers, silent, hosts }: ChainOptions): Promise<RouterChain> {
  const spaces = await openNamespaces();
  try {
    const scannerNamespace = await spaces.add('scanner');
    const nodes = [scannerNamespace];
    for (let k = 1; k <= routers; k++) nodes.push(await spaces.add(`r${k}`));
    nodes.push(await spaces.add('host'));
    const last = nodes.length - 1;
    for (let k = 0; k < last; k++) {
      await ip(nodes[k], [
        `link add out type veth peer name in netns ${nodes[k + 1]}`,
        `addr add 198.18.${k}.1/24 dev out`,
        'link set out up',
      ]);
      await ip(nodes[k + 1], [`addr add 198.18.${k}.2/24 dev in`, 'link set in up']);
    }
    for (const [k, node] of nodes.entries()) {
      await ip(node, [
        ...(k < last ? [`route add 198.19.0.0/16 via 198.18.${k}.2`] : []),
        ...(k > 1 ? [`route add 198.18.0.0/24 via 198.18.${k - 1}.1`] : []),
      ]);
      await sysctl(node, { 'net.ipv4.ip_forward': 1 });
    }
    // They stand for a kernel each, with limits of its own.
    await sysctl(nodes[last], { 'net.ipv4.icmp_ratelimit': 0 });
    await ip(
      nodes[last],
      hosts.map((host) => `addr add ${host}/32 dev lo`),
    );
    if (silent > 0) await nft(nodes[silent], QUIET);
    return { scannerNamespace, spaces, [Symbol.asyncDispose]: () => spaces[Symbol.asyncDispose]() };
  } catch (error) {
    await spaces[Symbol.asyncDispose]();
    throw error;
  }
}

const QUIET = `table ip quiet {
  chain out {
    type filter hook output priority 0
    icmp type time-exceeded drop
  }
}
`;
