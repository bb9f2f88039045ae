// The methods of the server, as the page needs them to be played.
import type { Line } from '../../src/finding/finding.ts';
import type { Query } from '../../src/inventory/inventory.ts';
import type { Methods, Role, ScheduleEntry, ServerEvent } from '../../src/server/api.ts';
import {
  changesSince,
  hostsPage,
  type MadeInventory,
  portsPage,
  scansPage,
  servicesPage,
} from './inventory.test-data.ts';
import type { MadeHost } from './network.test-data.ts';
import { type MadeSurvey, playSurvey } from './survey.test-data.ts';

export interface World {
  readonly inventory: MadeInventory;
  readonly network: readonly MadeHost[];
  readonly durationMs: number;
  readonly role: Role;
  readonly mayUseRawSockets: boolean;
  readonly interfaceName: string;
  readonly surveys: Map<number, MadeSurvey>;
  readonly pings: Map<number, NodeJS.Timeout>;
  readonly schedules: Map<number, ScheduleEntry>;
  readonly settings: Map<string, unknown>;
  push(events: readonly ServerEvent[]): void;
  lastEvent(): number;
}

type Answers = {
  readonly [M in Exclude<keyof Methods, 'events/subscribe'>]: (params: Methods[M]['params']) => Methods[M]['result'];
};

export class RefusedError extends Error {}

/** Those that the role `viewer` is refused. */
const OPERATOR = /^(discovery\/(?!status|resumable)|ping\/|schedule\/(put|remove)|settings\/set)/;

export function createMethods(world: World): (method: string, params: unknown) => unknown {
  const answers = answersOf(world);
  return (method, params) => {
    if (!Object.hasOwn(answers, method)) throw new RefusedError(`there is no method ${method} [E_NO_METHOD]`);
    if (world.role === 'viewer' && OPERATOR.test(method))
      throw new RefusedError(`${method} is for operators, and this token is a viewer's [E_ROLE]`);
    return (answers as Record<string, (params: unknown) => unknown>)[method](params ?? {});
  };
}

function answersOf(world: World): Answers {
  const { inventory, surveys, pings, schedules, settings } = world;
  const survey = (scan: number): MadeSurvey => {
    const found = surveys.get(scan);
    if (found === undefined) throw new RefusedError(`there is no scan ${scan} that runs [E_NO_SCAN]`);
    return found;
  };
  const steered = (scan: number, steer: (survey: MadeSurvey) => void) => {
    steer(survey(scan));
    return survey(scan).status();
  };
  const start = (request: Methods['discovery/start']['params'], network: readonly MadeHost[], goOnWith?: number) => {
    if (request.targets.some((target) => /[^\w.:/-]/.test(target)))
      throw new RefusedError(`"${request.targets.join(' ')}" is no target [E_TARGET]`);
    const scan = goOnWith ?? Math.max(0, ...inventory.scans.keys()) + 1;
    const played = playSurvey({ inventory, network, scan, request, durationMs: world.durationMs, push: world.push });
    surveys.set(scan, played);
    return played.status();
  };
  return {
    'server/info': () => ({
      version: '0.1.0',
      role: world.role,
      lastEvent: world.lastEvent(),
      mayUseRawSockets: world.mayUseRawSockets,
      formats: ['json', 'xml', 'csv', 'html', 'of-tomorrow'],
    }),
    'discovery/start': (request) => start(request, request.targets.includes('192.0.2.255') ? [] : world.network),
    'discovery/status': ({ scan }) =>
      scan === undefined ? [...surveys.values()].map((each) => each.status()) : [survey(scan).status()],
    'discovery/pause': ({ scan }) => steered(scan, (survey) => survey.pause(true)),
    'discovery/goOn': ({ scan }) => steered(scan, (survey) => survey.pause(false)),
    'discovery/setRate': ({ scan, rate }) => steered(scan, (survey) => survey.setRate(rate)),
    'discovery/cancel': ({ scan }) => steered(scan, (survey) => survey.stop()),
    'discovery/addTargets': ({ scan, targets }) =>
      steered(scan, (survey) => survey.retarget((now) => [...now, ...targets])),
    'discovery/dropTargets': ({ scan, targets }) =>
      steered(scan, (survey) => survey.retarget((now) => now.filter((each) => !targets.includes(each)))),
    'discovery/resumable': () =>
      [...inventory.scans.values()]
        .filter(({ state }) => state === 'interrupted')
        .map(({ id }) => id)
        .reverse(),
    'discovery/resume': ({ scan }) => {
      const row = inventory.scans.get(scan);
      if (row === undefined) throw new RefusedError(`scan ${scan} cannot be gone on with [E_NO_JOURNAL]`);
      return start({ targets: row.targets }, world.network, scan);
    },
    'discovery/lookAgain': ({ ip }) =>
      start(
        { targets: [ip] },
        world.network.filter((host) => host.ip === ip),
      ),
    'inventory/scans': (query: Query) => scansPage(inventory, query),
    'inventory/hosts': (query: Query) => hostsPage(inventory, query),
    'inventory/ports': (query: Query) => portsPage(inventory, query),
    'inventory/services': (query: Query) => servicesPage(inventory, query),
    'inventory/host': ({ host }) => {
      const entry = inventory.hosts.get(host) ?? [...inventory.hosts.values()].find(({ row }) => row.name === host);
      if (entry === undefined) throw new RefusedError(`nothing is known of ${host} [E_NO_HOST]`);
      return {
        lines: entry.lines,
        history: scansPage(inventory, {}).rows.filter(
          ({ begun }) => begun >= entry.row.firstSeen || begun <= entry.row.lastSeen,
        ),
      };
    },
    'inventory/lines': ({ scan, after = 0, limit = 1_000 }) => {
      const lines: readonly Line[] = inventory.lines.get(scan) ?? [];
      const last = Math.min(lines.length, after + limit);
      return { lines: lines.slice(after, last), last, next: last < lines.length ? last : null };
    },
    'inventory/diff': ({ from, to }) => ({
      from: from ?? 1,
      to: to ?? Math.max(...inventory.scans.keys()),
      changes: changesSince(inventory),
    }),
    'ping/start': ({ port, intervalMs = 1_000 }) => {
      const ping = pings.size + 1;
      let beat = 0;
      const send = () => {
        const rttMs =
          beat++ % 17 === 16 ? null : 0.3 + (port % 7) / 20 + 0.1 * Math.sin(beat / 3) + (beat % 11 === 5 ? 0.5 : 0);
        world.push([{ type: 'ping', ping, rttMs, time: new Date().toISOString() }]);
      };
      pings.set(ping, setInterval(send, intervalMs));
      return { ping };
    },
    'ping/stop': ({ ping }) => {
      clearInterval(pings.get(ping));
      return null;
    },
    'interfaces/list': () => [
      {
        name: world.interfaceName,
        mac: '02:00:5e:00:00:63',
        addresses: ['192.0.2.99/24'],
        subnets: ['192.0.2.0/24'],
        isDefault: true,
      },
      {
        name: 'lab1',
        mac: '02:00:5e:00:00:64',
        addresses: ['198.18.0.9/15'],
        subnets: ['198.18.0.0/15'],
        isDefault: false,
      },
    ],
    'schedule/list': () => [...schedules.values()],
    'schedule/put': (entry) => {
      const id = entry.id ?? schedules.size + 1;
      const kept = {
        ...entry,
        id,
        nextRun: entry.enabled ? '2026-11-29T02:30:00.000Z' : null,
        lastScan: schedules.get(id)?.lastScan ?? null,
      };
      schedules.set(id, kept);
      return kept;
    },
    'schedule/remove': ({ id }) => {
      schedules.delete(id);
      return null;
    },
    'settings/get': () => Object.fromEntries(settings),
    'settings/set': ({ name, value }) => {
      settings.set(name, value);
      return null;
    },
  };
}
