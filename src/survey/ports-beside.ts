// Ports that stand beside targets, as they are pasted: `host.example:8443`, `https://host.example:8443/x`.
//
//  1. Where nothing else chooses ports, and every target names one, these ports are asked, of all targets.
//  2. Else they are left out, which is told. Those in lists of targets (-iL) are never counted.
import type { NoticeFinding } from '../finding/finding.ts';
import { asksPorts } from '../probe/meaning.ts';
import { PROBES } from '../probe/probes.ts';
import { portsBeside, splitTargets, unwrap } from '../target/pasted.ts';
import { notice } from './notice.ts';
import { probesOf, type SurveyRequest } from './request.ts';

type Chosen = Pick<
  SurveyRequest,
  'targets' | 'targetsFile' | 'ports' | 'topPorts' | 'fast' | 'udp' | 'probes' | 'engine'
>;

/** Rule 1, as `-p` has it; null where it does not hold. */
export function portsOfTargets(request: Chosen): string | null {
  const { targets = [], targetsFile = [], ports, topPorts, fast = false, udp } = request;
  const isChosen = ports !== undefined || topPorts !== undefined || fast || udp !== undefined;
  if (isChosen || targetsFile.length > 0 || targets.includes('-')) return null;
  if (!probesOf(request).some((probe) => asksPorts(PROBES[probe]))) return null;
  const beside = portsBeside(targets);
  return beside.length === 0 ? null : beside.join(',');
}

/** The request with the ports that it is to ask, and what a person should know of that. */
export function takePortsBeside(request: SurveyRequest): {
  readonly request: SurveyRequest;
  readonly notices: readonly NoticeFinding[];
} {
  const { targets = [] } = request;
  if (!targets.flatMap(splitTargets).some((text) => unwrap(text).port !== null)) return { request, notices: [] };
  // The command line has seen to it before: whether UDP is asked depends on it.
  const ports = portsOfTargets(request) ?? request.ports;
  if (ports !== undefined && ports === portsBeside(targets).join(',')) {
    const text = `asking the ports that stand beside the targets, as with -p ${ports}`;
    return { request: { ...request, ports }, notices: [notice('N_TARGETS', text)] };
  }
  const why = 'ports are chosen for all targets together (-p); for single ports of hosts: portolan identify host:port';
  return { request, notices: [notice('N_TARGETS', `the ports beside targets are left out: ${why}`)] };
}
