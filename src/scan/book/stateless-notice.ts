// What a scan says that has no memory for every probe: the same for every engine.
import type { Finding } from '../../finding/finding.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { ScanSpec } from '../spec.ts';
import { planMemory } from '../state/memory-plan.ts';

export function statelessNotice(
  { table, portNumbers }: Pick<EngineSetup, 'table' | 'portNumbers'>,
  { ledgerLimit }: Pick<ScanSpec, 'ledgerLimit'>,
): Finding {
  const [hosts, ports] = [table.hosts, portNumbers.length];
  const { wanted, bytes } = planMemory({ hosts, ports, segments: table.address.length }, ledgerLimit);
  const mebibytes = (number: number) => `${Math.ceil(number / 2 ** 20).toLocaleString('en')} MiB`;
  const probes = (hosts * ports).toLocaleString('en');
  const text = `to remember ${probes} probes would take ${mebibytes(wanted)}, more than the ${mebibytes(ledgerLimit)} a scan may: only open ports are remembered (${mebibytes(bytes)})`;
  return { type: 'notice', code: 'N_STATELESS', text };
}
