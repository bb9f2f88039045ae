// UDP ports that answered somebody beside the scan that asked them (stages services, elsewhere, identity), and what that scan had
// counted them as: silent, or refused. The end of a survey counts each port once.
//
//  1. What the scan told of the port itself is known.
//  2. Where it told its host's ports as counts alone, the port was one of the silent, as long as there are any: who answers in one
//     way has seldom refused in another.
//  3. Of a host that the scan has not seen it counted nothing.
import type { HostEnd, Line, PortFact } from './finding.ts';
import type { HostPicture } from './fold.ts';

const BESIDE: ReadonlySet<string> = new Set(['services', 'elsewhere', 'identity']);
const SCAN = 'udp';
/** Ports and hosts that are remembered, each; of more nobody knows. */
const KEPT_MOST = 2 ** 17;

/** Ports that are open after all, and how many of them were counted as what. */
export interface AfterAll {
  readonly open: number;
  readonly closed: number;
  readonly filtered: number;
  readonly openFiltered: number;
  /** Addresses of hosts that the scan has not seen. */
  readonly unseen: readonly string[];
}

type Counted = 'closed' | 'filtered' | 'openFiltered';

const COUNTED: Readonly<Record<Exclude<PortFact['state'], 'open'>, Counted>> = {
  closed: 'closed',
  filtered: 'filtered',
  'open|filtered': 'openFiltered',
};
const ORDER: readonly Counted[] = ['openFiltered', 'closed', 'filtered'];

export interface AfterAllBook {
  take(line: Line): void;
  /** Called once, when all have ended. */
  sum(): AfterAll;
}

export function createAfterAll(): AfterAllBook {
  /** Address and port. */
  const open = new Set<string>();
  const told = new Map<string, Counted>();
  const hosts = new Map<string, Record<Counted, number>>();

  function takePort({ ip, port, stage, state }: PortFact): void {
    const key = `${ip} ${port}`;
    if (BESIDE.has(stage)) open.add(key);
    else if (stage !== SCAN) return;
    else if (state === 'open') open.delete(key);
    else if (told.size < KEPT_MOST) told.set(key, COUNTED[state]);
  }

  /** Rule 2. */
  function likely(ip: string): Counted {
    const left = hosts.get(ip);
    return ORDER.find((each) => left !== undefined && left[each] > 0) ?? 'openFiltered';
  }

  /** Rule 3; of more hosts than are remembered nobody knows. */
  const isUnseen = (ip: string): boolean => hosts.size < KEPT_MOST && !hosts.has(ip);

  return {
    take(line) {
      if (line.type === 'port' && line.proto === 'udp') takePort(line);
      if (line.type !== 'host-end' || line.stage !== SCAN || hosts.size >= KEPT_MOST) return;
      const { closed, filtered, openFiltered = 0 } = line;
      hosts.set(line.ip, { closed, filtered, openFiltered });
    },
    sum() {
      const sum = { open: open.size, closed: 0, filtered: 0, openFiltered: 0 };
      const unseen = new Set([...open].map(ipOf).filter(isUnseen));
      const count = (key: string, counted: Counted): void => {
        sum[counted]++;
        const left = hosts.get(ipOf(key));
        if (left !== undefined) left[counted]--;
      };
      const known = [...open].filter((key) => told.has(key));
      for (const key of known) count(key, told.get(key)!);
      for (const key of open) if (!told.has(key) && !unseen.has(ipOf(key))) count(key, likely(ipOf(key)));
      return { ...sum, unseen: [...unseen] };
    },
  };
}

/** What each stage counted of a host's ports, and those that were open after all counted as that (rule 2). */
export function countedEnds({ ends, ports }: Pick<HostPicture, 'ends' | 'ports'>): readonly HostEnd[] {
  return ends.map((end) => {
    if (end.stage !== SCAN || end.answersAll === true) return end;
    let more = -end.open;
    for (const { proto, state } of ports?.all() ?? []) if (proto === 'udp' && state === 'open') more++;
    const counts = { closed: end.closed, filtered: end.filtered, openFiltered: end.openFiltered ?? 0 };
    const open = end.open + Math.max(0, more);
    for (const each of ORDER) {
      const those = Math.min(Math.max(0, more), counts[each]);
      counts[each] -= those;
      more -= those;
    }
    return { ...end, ...counts, open };
  });
}

const ipOf = (key: string): string => key.slice(0, key.indexOf(' '));
