// What a survey does, in this order. A stage that the plan does not have is left out.

import type { SurveyPlan } from '../plan.ts';
import type { SurveyRequest } from '../request.ts';
import type { Companion } from './companion.ts';
import type { Stage } from './stage.ts';
import { arp } from './stage-arp.ts';
import { discover } from './stage-discover.ts';
import { echo } from './stage-echo.ts';
import { identity } from './stage-identity.ts';
import { services } from './stage-services.ts';
import { stack } from './stage-stack.ts';
import { tcpPorts } from './stage-tcp-ports.ts';
import { trace } from './stage-trace.ts';
import { udpPorts } from './stage-udp-ports.ts';

const STAGES: readonly Stage[] = [discover, tcpPorts, udpPorts, echo, arp];
/** Those that run beside them, on what they find, and on what those before them here find. */
const COMPANIONS: readonly Companion[] = [services, stack, identity, trace];

export function stagesOf(plan: SurveyPlan): readonly Stage[] {
  return STAGES.filter((stage) => stage.applies(plan));
}

export function companionsOf(request: SurveyRequest): readonly Companion[] {
  return COMPANIONS.filter((companion) => companion.applies(request));
}
