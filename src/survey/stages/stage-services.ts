// What each open port is for.
//
//  1. A port is asked as soon as it is found open, beside the scan; but a scan that is over within BEGIN_MS of its first open
//     port (UDP_BEGIN_MS of its first host) is left alone. Ports of a host where all answer are not reported, and so not asked. What a UDP port has answered
//     already is read first.
//  2. Where the pace is capped, the cap is for all that is sent: ports are asked when the others have ended, as slowly.
//  3. UDP ports that stayed silent may be asked once more (udp/second-look.ts, udp/unseen.ts). Who answers is open: that is told first.
//  4. It knows nothing of rights: it runs where the caller runs, by ordinary connections (but for what link-ears.ts hears).
import type { PortFact, ServiceFact } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import { questionTo } from '../../probe/udp/payloads.ts';
import type { Found } from '../../service/crowd.ts';
import type { Endpoint } from '../../service/endpoint.ts';
import type { Inquiry } from '../../service/inquiry.ts';
import { inquiryWith, type OpenInquiry } from '../../service/open-inquiry.ts';
import { parseIpv4 } from '../../wire/address.ts';
import type { Accompanying, Loaded } from './companion.ts';
import type { StageContext } from './stage.ts';
import { lendLinkEars } from './udp/link-ears.ts';
import { createOpenAfterAll } from './udp/open-after-all.ts';
import { createSecondLook } from './udp/second-look.ts';
import { agentPorts, createUnheard, createUnseen } from './udp/unseen.ts';

const NAME = 'services';

/** Loading the records and the first questions make a scan of two seconds slower by a seventh, on two processors. */
const BEGIN_MS = 4000;
/** A scan of UDP ports waits more than it sends. */
const UDP_BEGIN_MS = 1500;

export async function load({ plan, recogniser }: StageContext): Promise<Loaded> {
  const prepare = inquiryWith(async () => {
    const known = await recogniser(plan.request.snmpCommunity ?? []);
    const { recog } = plan;
    return recog === null ? known : (await import('../../service/recog/with-recog.ts')).withRecog(known, recog);
  });
  return { accompany: (context, signal) => accompany(context, signal, prepare), prepare };
}

function accompany(context: StageContext, signal: AbortSignal, openRecords: () => Promise<OpenInquiry>): Accompanying {
  const { plan, steering, alive, time } = context;
  const { rate, serviceIntensity, evidence = false, snmpCommunity = [] } = plan.request;
  const linkEars = lendLinkEars(context, signal);
  const waiting: Endpoint[] = [];
  const udpScan = plan.scans.get('udp');
  const asksAgents = udpScan !== undefined && snmpCommunity.length > 0;
  const secondLook =
    udpScan === undefined
      ? null
      : createSecondLook(udpScan.spec.ports, asksAgents ? agentPorts(udpScan.spec.ports) : []);
  const unseen =
    udpScan === undefined
      ? []
      : [createUnheard(udpScan.spec, alive.of), ...(asksAgents ? [createUnseen(udpScan.spec)] : [])];
  /** A port may be told again. */
  const taken = new Set<string>();
  const settled = new Set<string>();
  const afterAll = createOpenAfterAll(NAME, time);
  let inquiry: Inquiry | null = null;
  /** With the first open port, so that whoever finds none pays nothing. */
  let opening: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function open(): Promise<void> {
    const about = { stage: NAME, time, evidence, before: openAfterAll };
    inquiry = (await openRecords())({ signal, intensity: serviceIntensity, rate, steering, ...about });
    for (const endpoint of waitingNow()) inquiry.add(endpoint);
  }

  function endpointOf({ ip, proto, port, rttMs, payload }: PortFact): Endpoint {
    const name = plan.names.get(parseIpv4(ip)!)?.[0];
    return {
      ip,
      proto,
      port,
      ...(rttMs === undefined ? {} : { rttMs }),
      ...(name === undefined ? {} : { name }),
      ...(payload === undefined ? {} : { response: Buffer.from(payload, 'base64'), question: questionTo(port) }),
    };
  }

  /** Rule 3. */
  function openAfterAll({ endpoint: { ip, port, isSilent } }: Found, isOpen: boolean): readonly StageLine[] {
    if (isSilent !== true || !isOpen || taken.has(`udp ${ip} ${port}`)) return [];
    taken.add(`udp ${ip} ${port}`);
    return afterAll.open(ip, port);
  }

  /** It was asked before this survey was gone on with. */
  function settle({ ip, proto, port }: ServiceFact): void {
    settled.add(`${proto} ${ip} ${port}`);
  }

  /** Those that wait, and are to be asked. */
  function waitingNow(): Endpoint[] {
    const isWanted = ({ ip, proto, port }: Endpoint): boolean =>
      !settled.has(`${proto} ${ip} ${port}`) && !steering.isDropped(ip);
    return waiting.splice(0).filter(isWanted);
  }

  function ask(endpoint: Endpoint): void {
    const beginMs = endpoint.proto === 'udp' ? UDP_BEGIN_MS : BEGIN_MS;
    if (inquiry !== null && rate === undefined) {
      inquiry.add(endpoint);
      return;
    }
    waiting.push(endpoint);
    if (rate !== undefined) return;
    timer ??= setTimeout(() => {
      opening ??= open();
    }, beginMs).unref();
  }

  return {
    take(line) {
      afterAll.take(line);
      if (line.type === 'host-end' && line.stage === 'udp') {
        for (const each of unseen) each.seen(line.ip);
        const left = secondLook?.end(line) ?? [];
        left.filter(({ ip, port }) => !taken.has(`udp ${ip} ${port}`)).forEach(ask);
      }
      if (line.type === 'service' && line.stage === NAME) settle(line);
      if (line.type === 'host' && line.stage === 'udp') secondLook?.there(line.ip).forEach(ask);
      if (line.type !== 'port' || line.stage === NAME) return;
      if (line.proto === 'udp') secondLook?.port(line);
      if (line.state !== 'open') return;
      const key = `${line.proto} ${line.ip} ${line.port}`;
      if (taken.has(key)) return;
      taken.add(key);
      ask(endpointOf(line));
    },
    ready: () => inquiry?.ready() ?? [],
    async *rest() {
      for (const each of unseen) for (const endpoint of each.rest()) ask(endpoint);
      if (timer !== null) clearTimeout(timer);
      if (waiting.length > 0) opening ??= open();
      await opening;
      if (inquiry !== null) yield* inquiry.rest();
      await linkEars.close();
    },
  };
}
