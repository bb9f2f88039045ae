// Whom a survey asks: what was given, or the network of an interface.
import type { NoticeFinding } from '../finding/finding.ts';
import type { InterfacePlan } from '../link/interfaces/interfaces.ts';
import type { ResolvedTargets } from '../target/targets.ts';
import { formatIpv4 } from '../wire/address.ts';
import { notice } from './notice.ts';
import type { SurveyRequest } from './request.ts';
import { SurveyError } from './survey-error.ts';
import type { SurveyWorld } from './world/world.ts';

export interface FoundTargets {
  readonly targets: ResolvedTargets;
  /** Null where any interface will do. */
  readonly interfaceName: string | null;
  readonly notices: readonly NoticeFinding[];
}

/** Throws what resolveTargets does, E_NO_INTERFACE, and what says why there is no network to take. */
export async function findTargets(
  request: SurveyRequest,
  world: SurveyWorld,
  signal: AbortSignal | undefined,
): Promise<FoundTargets> {
  const notices: NoticeFinding[] = [];
  let interfaceName = request.interface ?? null;
  let expressions = request.targets ?? [];
  if (expressions.length === 0 && (request.targetsFile ?? []).length === 0) {
    const found = world.defaultTargets(onlyNamed(world.planInterfaces(), interfaceName));
    interfaceName = found.interfaceName;
    expressions = found.ranges.map(([first, last]) => `${formatIpv4(first)}-${formatIpv4(last)}`);
    const what = `${expressions.join(', ')}, the network of ${interfaceName}`;
    const text = `no target given: scanning ${what}; to choose: portolan scan 198.18.0.0/24 (or host.example, -iL FILE, -iL - from a pipe)`;
    notices.push(...[text, ...found.notices].map((each) => notice('N_DEFAULT_TARGETS', each)));
  }
  const targets = await world.resolveTargets(
    {
      expressions,
      files: request.targetsFile,
      exclude: request.exclude,
      excludeFiles: request.excludeFile,
      authorized: request.authorized,
    },
    { signal },
  );
  notices.push(...targets.notices.map((text) => notice('N_TARGETS', text)));
  return { targets, interfaceName, notices };
}

/** The network of the interface that was named is the one surveyed when no target is given. */
function onlyNamed(plans: readonly InterfacePlan[], name: string | null): readonly InterfacePlan[] {
  if (name === null) return plans;
  if (!plans.some((each) => each.name === name)) {
    const known = plans.map((each) => each.name).join(', ');
    throw new SurveyError('E_NO_INTERFACE', `there is no interface "${name}"; there are ${known}`);
  }
  return plans.map((each) => ({ ...each, used: each.name === name }));
}
