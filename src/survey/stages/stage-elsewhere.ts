// UDP ports whose services answer from another port than they were asked on, or to another (TFTP, DHCP), where open ports are not
// asked what they are for. No engine can tie such an answer to its question, as the source ports of a scan are those of all that it
// asks; a socket that has asked nothing else can (src/service/talk/datagrams.ts).
//
//  1. Asked are those of them that the scan asks, of every host that has shown itself, beside the scan; where the pace is capped, when
//     the scan has ended; and then of few others (udp/unseen.ts).
//  2. Who answers is open, unless the scan has said so before. What the answer says is not told.
//  3. It knows nothing of rights: it runs where the caller runs, by ordinary sockets, whatever the engine is. What comes to a port that
//     may not be bound is heard by the engine, where that can (link-ears.ts).
import type { StageLine } from '../../finding/stamp.ts';
import type { Found } from '../../service/crowd.ts';
import type { Endpoint } from '../../service/endpoint.ts';
import type { Inquiry } from '../../service/inquiry.ts';
import { inquiryWith, type OpenInquiry } from '../../service/open-inquiry.ts';
import type { Accompanying, Loaded } from './companion.ts';
import type { StageContext } from './stage.ts';
import { lendLinkEars } from './udp/link-ears.ts';
import { createOpenAfterAll } from './udp/open-after-all.ts';
import { createSecondLook } from './udp/second-look.ts';
import { createUnheard } from './udp/unseen.ts';

const NAME = 'elsewhere';

export async function load({ recogniser }: StageContext): Promise<Loaded> {
  const prepare = inquiryWith(() => recogniser([]));
  return { accompany: (context, signal) => accompany(context, signal, prepare), prepare };
}

function accompany(context: StageContext, signal: AbortSignal, openRecords: () => Promise<OpenInquiry>): Accompanying {
  const { plan, steering, alive, time } = context;
  const { rate } = plan.request;
  const { spec } = plan.scans.get('udp')!;
  const secondLook = createSecondLook(spec.ports);
  const unheard = createUnheard(spec, alive.of);
  const linkEars = lendLinkEars(context, signal);
  const waiting: Endpoint[] = [];
  let inquiry: Inquiry | null = null;
  /** Those that the scan heard. */
  const heard = new Set<string>();
  const afterAll = createOpenAfterAll(NAME, time);
  let opening: Promise<void> | null = null;

  async function open(): Promise<void> {
    inquiry = (await openRecords())({ signal, rate, steering, evidence: false, stage: NAME, time, before: told });
    for (const endpoint of waiting.splice(0)) inquiry.add(endpoint);
  }

  /** Rule 2. */
  function told({ endpoint: { ip, port } }: Found, isOpen: boolean): readonly StageLine[] {
    if (!isOpen || heard.has(`${ip} ${port}`)) return [];
    return afterAll.open(ip, port);
  }

  function ask(endpoints: readonly Endpoint[]): void {
    const unheard = endpoints.filter(({ onlyUnasked }) => onlyUnasked === true);
    if (inquiry !== null) for (const endpoint of unheard) inquiry.add(endpoint);
    else waiting.push(...unheard);
    if (waiting.length > 0 && rate === undefined) opening ??= open();
  }

  return {
    take(line) {
      afterAll.take(line);
      if (!('stage' in line) || line.stage !== 'udp') return;
      if (line.type === 'host' || line.type === 'host-end') unheard.seen(line.ip);
      if (line.type === 'host') ask(secondLook.there(line.ip));
      if (line.type === 'host-end') ask(secondLook.end(line));
      if (line.type !== 'port') return;
      secondLook.port(line);
      if (line.state === 'open') heard.add(`${line.ip} ${line.port}`);
    },
    ready: () => (inquiry?.ready() ?? []).filter(isTold),
    async *rest() {
      ask([...unheard.rest()]);
      if (waiting.length > 0) opening ??= open();
      await opening;
      if (inquiry === null) return;
      for await (const line of inquiry.rest()) if (isTold(line)) yield line;
      await linkEars.close();
    },
  };
}

const isTold = ({ type }: StageLine): boolean => type === 'port' || type === 'host';
