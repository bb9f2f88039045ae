// Everything that a survey says, folded into one picture: for the terminal, files, the inventory and the page. A fact may
// come again with more, from the same stage or another; join.ts says how the two become one.
//
//   Line ──► fold ──► hosts by address ─┬─ host    what is known of it, its evidence
//                     networks by name  ├─ ports   port-set.ts
//                     phases, end       ├─ services, certificates, notes   of its ports: service-set.ts
//                                       ├─ clues, identity   who it is: clue-set.ts
//                                       ├─ path    the way to it
//                                       └─ ends    its ports counted, a count for each stage
import { type ClueSet, createClueSet } from './clue-set.ts';
import type {
  End,
  HostEnd,
  HostFact,
  IdentityFact,
  Line,
  NetworkFact,
  PathFact,
  PhaseEnd,
  StartLine,
} from './finding.ts';
import { firstHost, type Joined, joinHosts } from './join.ts';
import { putNetwork } from './network-map.ts';
import { createPortSet, type PortSet } from './port-set.ts';
import { createServiceSet, type ServiceSet } from './service-set.ts';

export interface HostPicture {
  readonly ip: string;
  /** Null where only its ports are known. */
  host: Joined<HostFact> | null;
  /** Null until a port of it is known: of those who were asked for none there may be millions. */
  ports: PortSet | null;
  /** What its open ports are for; null until that of one is known. */
  services: ServiceSet | null;
  /** What is said about who it is; null where nothing is. */
  clues: ClueSet | null;
  /** Who it is, all in all; null until that is said. */
  identity: IdentityFact | null;
  /** The way to it; null where nobody looked. */
  path: PathFact | null;
  /** One of each stage that is done with the host. */
  readonly ends: HostEnd[];
}

export interface Picture {
  readonly hosts: Map<string, HostPicture>;
  /** The network itself, as far as it was seen. */
  readonly networks: Map<string, NetworkFact>;
  start: StartLine | null;
  /** One of each stage that has ended. */
  readonly phases: PhaseEnd[];
  /** Null where the survey never came to an end. */
  end: End | null;
}

/** More than any survey has; what says to be of yet another is not kept. */
const STAGES_MOST = 64;

export function createPicture(): Picture {
  return { hosts: new Map(), networks: new Map(), start: null, phases: [], end: null };
}

/** What all of these say. */
export async function pictureOf(lines: AsyncIterable<Line>): Promise<Picture> {
  const picture = createPicture();
  for await (const line of lines) fold(picture, line);
  return picture;
}

/** Takes one line in. The same line again changes nothing. Progress and notices are not kept. */
export function fold(picture: Picture, line: Line): void {
  switch (line.type) {
    case 'host': {
      const host = hostOf(picture, line.ip);
      host.host = host.host === null ? firstHost(line) : joinHosts(host.host, line);
      break;
    }
    case 'port': {
      const host = hostOf(picture, line.ip);
      host.ports ??= createPortSet();
      host.ports.join(line);
      break;
    }
    case 'service':
    case 'certificate':
    case 'note': {
      const host = hostOf(picture, line.ip);
      host.services ??= createServiceSet();
      host.services.join(line);
      break;
    }
    case 'clue': {
      const host = hostOf(picture, line.ip);
      host.clues ??= createClueSet();
      host.clues.join(line);
      break;
    }
    case 'identity': {
      const host = hostOf(picture, line.ip);
      if (host.identity === null || host.identity.time <= line.time) host.identity = line;
      break;
    }
    case 'path': {
      const host = hostOf(picture, line.ip);
      if (host.path === null || host.path.time <= line.time) host.path = line;
      break;
    }
    case 'network':
      putNetwork(picture.networks, line);
      break;
    case 'host-end':
      putByStage(hostOf(picture, line.ip).ends, line);
      break;
    case 'phase-end':
      putByStage(picture.phases, line);
      break;
    case 'start':
      picture.start = line;
      break;
    case 'end':
      picture.end = line;
      break;
  }
}

function hostOf({ hosts }: Picture, ip: string): HostPicture {
  let host = hosts.get(ip);
  if (host === undefined) {
    host = { ip, host: null, ports: null, services: null, clues: null, identity: null, path: null, ends: [] };
    hosts.set(ip, host);
  }
  return host;
}

/** What a stage said before is replaced. */
function putByStage<T extends HostEnd | PhaseEnd>(list: T[], line: T): void {
  const at = list.findIndex(({ stage }) => stage === line.stage);
  if (at >= 0) list[at] = line;
  else if (list.length < STAGES_MOST) list.push(line);
}
