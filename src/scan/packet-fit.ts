// Whether the packets of a scan fit through its interfaces: a probe carries up to 1,400 bytes, and a tunnel may take fewer.
import { PROBES } from '../probe/probes.ts';
import type { EngineSetup } from './engine-setup.ts';
import { ScanError } from './scan-error.ts';

/**
 * Throws ScanError E_MTU where a port is to be asked by a packet that an interface does not take: our kernel would refuse
 * it in one engine and drop it in the other, and the port would be silent for no reason of its own.
 */
export function refuseTooLong(
  { probe, portNumbers, forms, interfaces }: Pick<EngineSetup, 'probe' | 'portNumbers' | 'forms' | 'interfaces'>,
  mtuOf: (interfaceIndex: number) => number | null,
): void {
  const lengths = PROBES[probe].forms.map(({ template }) => template.length);
  const lengthAt = (k: number): number => Math.max(...forms.map((table) => lengths[table[k]]));
  for (const { name, index } of interfaces) {
    const mtu = mtuOf(index) ?? Number.POSITIVE_INFINITY;
    const at = portNumbers.findIndex((_port, k) => lengthAt(k) > mtu);
    if (at < 0) continue;
    throw new ScanError(
      'E_MTU',
      `${name} takes packets of ${mtu} bytes, and port ${portNumbers[at]} is asked with ${lengthAt(at)}: leave the port out (-p), or: ip link set ${name} mtu ${lengthAt(at)}`,
    );
  }
}
