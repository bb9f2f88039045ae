// Which of the two packet engines a scan runs on.
//
//   auto ─► large, fast, nothing to record? ─► Ethernet all the way, fits? ─► enough hosts there? ─► the kernel takes the
//           programs, and the first frames leave ─► xdp; whatever says no ─► ring
import { PROBES } from '../../probe/probes.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import { count } from '../../target/ranges.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { Reach } from '../reach/found.ts';
import { wantsSeveral } from '../reach/sources.ts';
import type { ScanSpec } from '../spec.ts';
import { planRegions } from './layout.ts';

/**
 * Eight hosts, all ports. In the lab the programs pay from a few thousand probes on (bench/RESULTS.md, xdp-choice), but
 * there an interface takes them at once. Some cards make their rings anew for it, and pass nothing for up to a second;
 * and a veth whose other end takes no frames from XDP costs a third of one to find out. From here on more than that is won.
 */
export const WORTH_PROBES = 500_000;
/** Below this cap, frames a second, neither engine has much to do. */
const WORTH_RATE = 50_000;

/** More addresses are mostly empty ones, which set the pace; `--engine kernel` takes up to 2^20 all the same. */
const AUTO_HOSTS_MAX = 16_384;

/** What is known before the targets are looked for; null: the kernel engine may be the right one. */
export function whyRing(spec: ScanSpec): string | null {
  if (PROBES[spec.probe].protocol === 'any') return SEVERAL_PROTOCOLS;
  if (spec.sourcePort != null) return ONE_PORT;
  if (spec.engine === 'kernel') return null;
  if (spec.keepResponses === true) return HANDS_ON;
  if (spec.engine !== 'auto') return 'it was asked for';
  if (wantsSeveral(spec)) return SEVERAL;
  if (spec.recordTo !== null) return 'it can record what is sent';
  if (spec.rateCap !== null && spec.rateCap < WORTH_RATE) return 'the rate is low';
  if (spec.engine === 'auto' && countFlat(flatten(spec.targets)) > AUTO_HOSTS_MAX)
    return 'so many hosts cost more memory than it gains';
  return notWorthIt(spec, countFlat(flatten(spec.targets)) * count(spec.ports));
}

/** `pairs`: hosts x ports, of all shards. */
export function notWorthIt(spec: Pick<ScanSpec, 'engine' | 'shard'>, pairs: number): string | null {
  return spec.engine === 'kernel' || pairs / spec.shard.count >= WORTH_PROBES ? null : 'the scan is small';
}

/** Its program has no room to keep what a datagram says. */
const HANDS_ON = 'it is to hand on what datagrams bring back';

const ONE_PORT = 'its programs tell attempts apart by their source ports, and all are to have one';

const SEVERAL = 'it may ask from several addresses';

/** Its programs patch all probes of a scan alike. */
const SEVERAL_PROTOCOLS = 'it asks in several protocols';

type Facts = Pick<EngineSetup, 'portNumbers' | 'excluded' | 'responses'>;

/** Why a scan of these hosts cannot run on XDP at all; null: it can. */
export function whyNotXdp(
  { table, hops, interfaces }: Pick<Reach, 'table' | 'hops' | 'interfaces'>,
  { portNumbers, excluded, responses }: Facts,
  ledgerFits: boolean,
): string | null {
  const other = interfaces.find((each) => each.kind !== 'ethernet');
  if (other !== undefined) return `${other.name} is no Ethernet`;
  if (responses !== null) return HANDS_ON;
  if (hops.some(({ sources }) => sources.length > 1)) return SEVERAL;
  if (!ledgerFits) return 'the scan is too large for the ledger';
  const fits = planRegions(table.hosts, portNumbers.length, hops.length, excluded.length) !== null;
  return fits ? null : 'the scan is too large for the memory of one program';
}
