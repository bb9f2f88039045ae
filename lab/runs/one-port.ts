// A scan of one port of one address, for programs of the lab that give the engine a job themselves.
import type { ScanSpec } from '../../src/scan/spec.ts';
import { parseIpv4 } from '../../src/wire/address.ts';

export function onePort(address: string, port: number, engine: ScanSpec['engine']): ScanSpec {
  const target = parseIpv4(address) as number;
  return {
    targets: [[target, target]],
    excluded: [],
    probe: 'syn',
    ports: [[port, port]],
    engine,
    generators: null,
    rateCap: null,
    seed: 'a',
    shard: { index: 1, count: 1 },
    maxRetries: null,
    interfaceName: null,
    recordTo: null,
    ledgerLimit: 2 ** 28,
  };
}
