// The smallest lab: a scanner and a target, joined by one cable. The target has as many addresses as are wanted.
import { ip, type Namespaces, openNamespaces, sysctl } from './namespaces.ts';

export interface Pair extends AsyncDisposable {
  readonly spaces: Namespaces;
  readonly scannerNamespace: string;
  readonly target: string;
  readonly addresses: readonly string[];
}

/** `addresses`: of 198.18.9.0/24; .1 is the scanner's. */
export async function openPair(addresses: readonly string[]): Promise<Pair> {
  const spaces = await openNamespaces();
  try {
    const scannerNamespace = await spaces.add('pair-scanner');
    const target = await spaces.add('pair-target');
    await ip(scannerNamespace, [
      `link add eth0 type veth peer name eth0 netns ${target}`,
      'addr add 198.18.9.1/24 dev eth0',
      'link set eth0 up',
    ]);
    await ip(target, [...addresses.map((address) => `addr add ${address}/24 dev eth0`), 'link set eth0 up']);
    // Thousands of connections at once to one program are not what is tried here.
    await sysctl(target, { 'net.core.somaxconn': 65_535 });
    const dispose = () => spaces[Symbol.asyncDispose]();
    return { spaces, scannerNamespace, target, addresses, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await spaces[Symbol.asyncDispose]();
    throw error;
  }
}
