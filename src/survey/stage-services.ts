// What each open port is for.
//
//  1. A port is asked as soon as it is found open, beside the scan. Ports of a host where all answer are not reported, and so
//     not asked.
//  2. Where the pace is capped, the cap is for all that is sent: ports are asked when the others have ended, as slowly.
//  3. It knows nothing of rights: it runs where the caller runs, by ordinary connections.
import type { PortFact } from '../finding/finding.ts';
import type { Inquiry } from '../service/inquiry.ts';
import { parseIpv4 } from '../wire/address.ts';
import type { Accompanying, Companion } from './companion.ts';
import type { StageContext } from './stage.ts';

export const services: Companion = {
  name: 'services',
  applies: ({ services: wanted = true, probes = ['syn'] }) => wanted && probes.includes('syn'),
  start: (context, signal) => accompany(context, signal),
};

function accompany({ plan, recogniser, time }: StageContext, signal: AbortSignal): Accompanying {
  const { rate, serviceIntensity, evidence = false } = plan.request;
  const before: PortFact[] = [];
  /** A port may be told again. */
  const taken = new Set<number>();
  let inquiry: Inquiry | null = null;
  /** The records are loaded with the first open port, so that whoever finds none pays nothing. */
  let opening: Promise<void> | null = null;

  async function open(): Promise<void> {
    const [{ createInquiry }, known] = await Promise.all([import('../service/inquiry.ts'), recogniser()]);
    const { recog } = plan;
    const recognise = recog === null ? known : (await import('../service/recog/with-recog.ts')).withRecog(known, recog);
    const about = { stage: services.name, time, evidence };
    inquiry = createInquiry({ recognise, signal, intensity: serviceIntensity, rate, ...about });
    for (const fact of before.splice(0)) add(inquiry, fact);
  }

  function add(to: Inquiry, { ip, proto, port, rttMs }: PortFact): void {
    const name = plan.names.get(parseIpv4(ip)!)?.[0];
    to.add({ ip, proto, port, ...(rttMs === undefined ? {} : { rttMs }), ...(name === undefined ? {} : { name }) });
  }

  return {
    take(line) {
      if (line.type !== 'port' || line.state !== 'open' || line.proto !== 'tcp') return;
      const key = parseIpv4(line.ip)! * 0x1_0000 + line.port;
      if (taken.has(key)) return;
      taken.add(key);
      if (inquiry !== null && rate === undefined) {
        add(inquiry, line);
        return;
      }
      before.push(line);
      if (rate === undefined) opening ??= open();
    },
    ready: () => inquiry?.ready() ?? [],
    async *rest() {
      if (before.length > 0) opening ??= open();
      await opening;
      if (inquiry !== null) yield* inquiry.rest();
    },
  };
}
