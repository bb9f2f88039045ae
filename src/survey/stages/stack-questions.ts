// What the stacks of hosts are asked (stage-stack.ts), as pings: they know pairs of address and port, ask them again after a while,
// and tell by the kernel's clock when an answer came, which is what the rate of a clock is read from.
import type { PingJob } from '../../engine/engine.ts';
import { ECHO_CODE } from '../../identity/stack/traits.ts';
import { randomBytes } from '../../link/random.ts';
import type { PingOptions, PingTarget } from '../../ping/types.ts';
import type { Range } from '../../target/ranges.ts';
import { SYN } from '../../wire/tcp.ts';
import type { SurveyRequest } from '../request.ts';
import type { OpenHost } from './open-tcp.ts';

const SYNS = 3;
const ECHOES = 2;
/** The rate of a host's clock is read from them. */
const EACH_MS = 120;
/** Numbers of packets are; no more than that is between them. */
const ECHO_EACH_MS = 25;
/** Packets a second of one kind of question: as many as a scan begins with (src/scan/pace/pace.ts). */
const RATE = 4000;
/** Who was heard before is waited for so many times as long as that took, within these. */
const PATIENCE = 4;
const STRANGERS_RTT_MS = 250;
const PATIENCE_LEAST_MS = 300;
const PATIENCE_MOST_MS = 3000;
/** An echo reply returns it, so that nobody makes one up. */
const ECHO_DATA = 16;

/** Targets are named by the address of their host. */
export function questions(
  hosts: readonly OpenHost[],
  asked: SurveyRequest,
  excluded: readonly Range[],
): readonly PingJob[] {
  const targetOf = ({ ip, address }: OpenHost, port: number): PingTarget => ({ name: ip, address, port });
  const others = otherPorts(hosts);
  const slowest = hosts.reduce((most, { rttMs }) => Math.max(most, rttMs ?? STRANGERS_RTT_MS), 0);
  const common: Omit<PingOptions, 'targets' | 'method' | 'count' | 'intervalMs'> = {
    rateCap: Math.min(RATE, asked.rate ?? RATE),
    timeoutMs: Math.max(PATIENCE_LEAST_MS, Math.min(PATIENCE_MOST_MS, PATIENCE * slowest)),
    excluded,
    interfaceName: asked.interface ?? null,
    source: null,
    syn: 'full',
    flags: SYN,
    ttl: 64,
    tos: 0,
    dontFragment: true,
    payload: new Uint8Array(0),
    keepPackets: true,
    recordTo: null,
  };
  const series: PingOptions = {
    ...common,
    targets: hosts.flatMap((host) => host.open.slice(0, 1).map((port) => targetOf(host, port))),
    method: 'tcp',
    count: SYNS,
    intervalMs: EACH_MS,
  };
  const each: PingOptions = {
    ...common,
    targets: others.map(({ index, port }) => targetOf(hosts[index], port)),
    method: 'tcp',
    count: 1,
    intervalMs: 1,
  };
  const echo: PingOptions = {
    ...common,
    targets: hosts.map((host) => targetOf(host, 0)),
    method: 'icmp',
    count: ECHOES,
    intervalMs: ECHO_EACH_MS,
    payload: randomBytes(ECHO_DATA),
    echoCode: ECHO_CODE,
  };
  return [series, each, echo].flatMap((options) => (options.targets.length > 0 ? [{ kind: 'ping', options }] : []));
}

/** The first of every host, then the second: no host is asked in a burst. */
function otherPorts(hosts: readonly OpenHost[]): readonly { readonly index: number; readonly port: number }[] {
  const all = hosts.map(({ open, closed }) => [...(closed === null ? [] : [closed]), ...open.slice(1)]);
  const most = all.reduce((length, ports) => Math.max(length, ports.length), 0);
  return Array.from({ length: most }, (_, round) =>
    all.flatMap((ports, index) => (round < ports.length ? [{ index, port: ports[round] }] : [])),
  ).flat();
}
