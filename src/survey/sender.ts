// How probes leave, as it was asked for: from which address and port of this machine, and with which time to live.
//
//  1. The address must be this machine's; nobody sends under another's name. The engine looks again.
//  2. All three are written by hand into packets of our own: full connections have what the kernel gives them.
//  3. A port to come from is for probes that have ports. The kernel engine tells attempts apart by theirs, and cannot have one.
import type { NoticeFinding } from '../finding/finding.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { PROBES } from '../probe/probes.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { quote } from '../target/quote.ts';
import { formatIpv4, parseIpv4 } from '../wire/address.ts';
import type { EngineChoice } from './engine-choice.ts';
import { notice } from './notice.ts';
import { HOW_TO_GET_RAW } from './raw-rights.ts';
import type { SurveyRequest } from './request.ts';
import { SurveyError } from './survey-error.ts';
import type { SurveyWorld } from './world/world.ts';

interface Asked {
  readonly probe: ProbeName;
  readonly choice: EngineChoice;
}

export interface Sender {
  /** What it adds to the scan of a probe. */
  of(probe: ProbeName): Pick<ScanSpec, 'source' | 'sourcePort' | 'ttl'>;
  readonly notices: readonly NoticeFinding[];
}

/** Throws SurveyError E_REQUEST, E_NOT_OUR_ADDRESS, E_NO_PERMISSION. */
export function readSender(
  request: SurveyRequest,
  asked: readonly Asked[],
  world: Pick<SurveyWorld, 'planInterfaces'>,
): Sender {
  const { source, sourcePort, ttl } = request;
  const option = source !== undefined ? '-S' : sourcePort !== undefined ? '-g' : ttl !== undefined ? '--ttl' : null;
  if (option === null) return { of: () => ({}), notices: [] };
  checkEngines(option, request, asked);
  const address = source === undefined ? undefined : ourAddress(source, world);
  return {
    of: (probe) => ({
      ...(address === undefined ? {} : { source: address }),
      ...(sourcePort === undefined || !hasPorts(probe) ? {} : { sourcePort }),
      ...(ttl === undefined ? {} : { ttl }),
    }),
    notices: source === undefined ? [] : connectionsNotice(request),
  };
}

/** The probe's answers come to a port of ours. */
function hasPorts(probe: ProbeName): boolean {
  return PROBES[probe].protocol === 'tcp' || PROBES[probe].protocol === 'udp';
}

/** Rules 2 and 3. */
function checkEngines(option: string, { source, sourcePort, sources }: SurveyRequest, asked: readonly Asked[]): void {
  const connects = asked.find(({ choice }) => choice.engine === 'connect');
  if (connects !== undefined) {
    const why = `${option} needs raw sockets, and the connect engine is used because ${connects.choice.why}`;
    throw new SurveyError('E_NO_PERMISSION', `${why}: ${HOW_TO_GET_RAW}; or leave ${option} out`);
  }
  if (source !== undefined && Array.isArray(sources)) {
    throw new SurveyError('E_REQUEST', '-S and --sources each choose the addresses to ask from: give one of them');
  }
  if (sourcePort === undefined) return;
  if (!asked.some(({ probe }) => hasPorts(probe))) {
    throw new SurveyError('E_REQUEST', `-g ${sourcePort} has no meaning where no ports are asked: leave it out`);
  }
  if (asked.some(({ choice }) => choice.engine === 'kernel')) {
    const why = 'it tells attempts apart by the ports that they come from';
    throw new SurveyError(
      'E_REQUEST',
      `the kernel engine cannot ask from one port (-g ${sourcePort}): ${why}; use --engine raw`,
    );
  }
}

/** Rule 1. */
function ourAddress(text: string, world: Pick<SurveyWorld, 'planInterfaces'>): number {
  const address = parseIpv4(text);
  if (address === null) throw new SurveyError('E_REQUEST', `${quote(text)} (-S) is no IPv4 address`);
  const own = world.planInterfaces().flatMap((each) => each.addresses.map((one) => one.address));
  if (own.includes(address)) return address;
  const known = [...new Set(own)].slice(0, 8).map(formatIpv4).join(', ');
  throw new SurveyError(
    'E_NOT_OUR_ADDRESS',
    `${formatIpv4(address)} (-S) is not an address of this machine, so answers would go elsewhere; it has ${known}`,
  );
}

function connectionsNotice({ services = true, identity = true }: SurveyRequest): NoticeFinding[] {
  if (!services && !identity) return [];
  const text = '-S is for what asks ports and hosts: what they are for is asked from the address that the route has';
  return [notice('N_SOURCE', text)];
}
