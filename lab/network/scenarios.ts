// The test networks, by name. Same name and same seed: same network.

import { LabError } from '../process.ts';
import { bottleneck, bottleneckFar, deadGateway, lan, responder, routed } from './many-machines.ts';
import {
  drop,
  dropping,
  loss,
  plain,
  reject,
  resetLimited,
  slash16,
  tarpit,
  tun,
  udp,
  unprivileged,
} from './one-machine.ts';
import type { Scenario } from './scenario.ts';
import * as xdp from './xdp-scenarios.ts';

const MAKERS: Readonly<Record<string, (seed: string) => Scenario>> = {
  plain,
  lan,
  routed,
  udp: (seed) => udp(seed, false),
  'udp-limited': (seed) => udp(seed, true),
  drop,
  dropping,
  reject: (seed) => reject(seed, false),
  'reject-limited': (seed) => reject(seed, true),
  'reset-limited': resetLimited,
  'loss-1': (seed) => loss(1, seed),
  'loss-5': (seed) => loss(5, seed),
  'loss-20': (seed) => loss(20, seed),
  bottleneck,
  'bottleneck-20ms': bottleneckFar,
  responder,
  slash16,
  tun,
  tarpit,
  unprivileged,
  'dead-gateway': deadGateway,
  'xdp-modulus': () => xdp.modulus(16),
  'xdp-modulus-24': () => xdp.modulus(256),
  'xdp-million': xdp.million,
  'xdp-set': (seed) => xdp.set(16, seed),
  'xdp-set-24': (seed) => xdp.set(256, seed),
  'xdp-share': xdp.share,
  'xdp-loss-5': xdp.loss,
  'xdp-limited': xdp.limited,
  'xdp-drop': xdp.drop,
  'xdp-udp': xdp.udp,
  'xdp-udp-hashed': (seed) => xdp.udpHashed(16, seed),
  'xdp-udp-hashed-24': (seed) => xdp.udpHashed(256, seed),
  'xdp-echo': xdp.echo,
  'xdp-arp': xdp.arp,
};

export const scenarioNames: readonly string[] = Object.keys(MAKERS);

/** The scenario of that name. Throws E_LAB_SCENARIO where there is none. */
export function scenario(name: string, seed = 'portolan'): Scenario {
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (make) return make(seed);
  throw new LabError('E_LAB_SCENARIO', `no scenario "${name}"; there are: ${scenarioNames.join(', ')}`);
}
