// What a survey does, in this order. A stage that the plan does not have is left out.

import type { SurveyPlan } from '../plan.ts';
import { probesOf, type SurveyRequest } from '../request.ts';
import type { Companion } from './companion.ts';
import type { Stage } from './stage.ts';
import { arp } from './stage-arp.ts';
import { discover } from './stage-discover.ts';
import { echo } from './stage-echo.ts';
import { tcpPorts } from './stage-tcp-ports.ts';
import { udpPorts } from './stage-udp-ports.ts';

const STAGES: readonly Stage[] = [discover, tcpPorts, udpPorts, echo, arp];
/** Those that run beside them, on what they find, and on what those before them here find. */
const COMPANIONS: readonly Companion[] = [
  {
    name: 'services',
    applies: wantsServices,
    asksUnseen: (request) => probesOf(request).includes('udp'),
    load: async (context) => (await import('./stage-services.ts')).load(context),
  },
  {
    name: 'elsewhere',
    applies: hearsElsewhere,
    asksUnseen: hearsElsewhere,
    load: async (context) => (await import('./stage-elsewhere.ts')).load(context),
  },
  { name: 'stack', applies: wantsStack, load: () => import('./stage-stack.ts') },
  {
    name: 'identity',
    applies: wantsIdentity,
    load: async (context) => (await import('./stage-identity.ts')).load(context),
  },
  {
    name: 'trace',
    applies: ({ traceroute = false, traceBy }) => traceroute || traceBy !== undefined,
    load: () => import('./stage-trace.ts'),
  },
];

export function stagesOf(plan: SurveyPlan): readonly Stage[] {
  return STAGES.filter((stage) => stage.applies(plan));
}

export function companionsOf(request: SurveyRequest): readonly Companion[] {
  return COMPANIONS.filter((companion) => companion.applies(request));
}

function wantsServices(request: SurveyRequest): boolean {
  return (request.services ?? true) && probesOf(request).some((probe) => probe === 'syn' || probe === 'udp');
}

/**
 * UDP ports alone: the stage services hears those too. Its sockets send from the address that the system chooses: where those to
 * ask from are named, none may ask beside them.
 */
function hearsElsewhere(request: SurveyRequest): boolean {
  const { source, sources } = request;
  const areNamed = source !== undefined || Array.isArray(sources);
  return !areNamed && !wantsServices(request) && probesOf(request).includes('udp');
}

function wantsIdentity({ identity = true }: SurveyRequest): boolean {
  return identity;
}

/** How a stack answers is asked of open TCP ports. */
function wantsStack(request: SurveyRequest): boolean {
  return wantsIdentity(request) && probesOf(request).includes('syn');
}
