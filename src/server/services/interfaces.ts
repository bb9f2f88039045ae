// `interfaces`: where this machine is, so that its networks can be offered as targets.
import { inject } from '@needle-di/core';
import type { PlannedAddress } from '../../link/interfaces/interfaces.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { InterfaceInfo } from '../api.ts';
import { rpc, service } from '../container/annotations.ts';
import { WORLD } from '../world.ts';

@service('interfaces', () => import('./interfaces.schema.ts'))
export class Interfaces {
  private readonly world = inject(WORLD);

  @rpc()
  async list(): Promise<readonly InterfaceInfo[]> {
    return this.world.survey.planInterfaces().map(({ name, mac, addresses, used }) => ({
      name,
      mac,
      addresses: addresses.map(({ address }) => formatIpv4(address)),
      subnets: [...new Set(addresses.map(network))],
      isDefault: used,
    }));
  }
}

function network({ subnet: [first], prefixLength }: PlannedAddress): string {
  return `${formatIpv4(first)}/${prefixLength}`;
}
