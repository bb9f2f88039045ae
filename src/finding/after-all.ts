// UDP ports that answered somebody beside the scan that asked them (stages services, elsewhere, identity), and what that scan had
// counted them as: silent, or refused. The end of a survey counts each port once.
//
//  1. What the scan told of the port itself is known.
//  2. Where it told its host's ports as counts alone, the port was one of the silent, as long as there are any: who answers in one
//     way has seldom refused in another.
import type { Line, PortFact } from './finding.ts';

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
}

type Counted = Exclude<keyof AfterAll, 'open'>;

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
    return left === undefined ? 'openFiltered' : (ORDER.find((each) => left[each] > 0) ?? 'openFiltered');
  }

  return {
    take(line) {
      if (line.type === 'port' && line.proto === 'udp') takePort(line);
      if (line.type !== 'host-end' || line.stage !== SCAN || hosts.size >= KEPT_MOST) return;
      const { closed, filtered, openFiltered = 0 } = line;
      hosts.set(line.ip, { closed, filtered, openFiltered });
    },
    sum() {
      const sum = { open: open.size, closed: 0, filtered: 0, openFiltered: 0 };
      const count = (key: string, counted: Counted): void => {
        sum[counted]++;
        const left = hosts.get(ipOf(key));
        if (left !== undefined) left[counted]--;
      };
      const known = [...open].filter((key) => told.has(key));
      for (const key of known) count(key, told.get(key)!);
      for (const key of open) if (!told.has(key)) count(key, likely(ipOf(key)));
      return sum;
    },
  };
}

const ipOf = (key: string): string => key.slice(0, key.indexOf(' '));
