// What is asked of a survey: plain values, whoever asks (the command line, a program, a server).
import { PROBE_NAMES, type ProbeName } from '../probe/probe-name.ts';
import type { EngineName } from '../scan/engine-name.ts';

/** Everything has a default: `{}` is the network of the default route, all TCP ports. */
export interface SurveyRequest {
  /** Addresses, networks, ranges, names; `-` reads them from stdin. None, and no file: the network of the default route. */
  readonly targets?: readonly string[];
  /** Paths of lists of targets; `-` is stdin. */
  readonly targetsFile?: readonly string[];
  /** Never asked, whatever the targets say. */
  readonly exclude?: readonly string[];
  readonly excludeFile?: readonly string[];
  /** "I may scan more than 256 public addresses." */
  readonly authorized?: boolean;
  /**
   * Whether hosts are looked for before their ports are asked. Default: where it saves time (discovery.ts).
   */
  readonly discovery?: boolean;
  /**
   * In which ways alone: `arp`, `echo`, `timestamp`, `mask`, `syn`, `syn:22,80`, `ack`, `udp`. Default: all. On the own link always by ARP;
   * by `arp` alone nobody else is asked.
   */
  readonly discoverBy?: readonly string[];
  /**
   * `syn` (TCP), `udp`, or both; or one of `discover`, `icmp` and `arp`, which ask hosts and no ports. Default: TCP, and UDP where `udp`
   * or a `U:` of `ports` asks for it, or where nothing was chosen.
   */
  readonly probes?: readonly ProbeName[];
  /**
   * As `-p` has it: `22,80-90,8000-`, `T:22,U:53`; without a prefix a port is of every protocol asked. Default: all of TCP, of
   * UDP those that are asked in their own language.
   */
  readonly ports?: string;
  /** UDP ports: `known` (asked in their own language), `all`, `none`, or a list as that of `ports`. */
  readonly udp?: string;
  /** UDP, of hosts that limit their refusals: what their first refusals tell, or `all`, at their own pace. Default: `fast`. */
  readonly decide?: 'fast' | 'all';
  /**
   * UDP: which of this machine's addresses ask. `auto`: where hosts limit what they tell each of them, and all is to be
   * decided, all that are on the way; `one`: the one that the route names; or these. Default: `auto`.
   */
  readonly sources?: 'auto' | 'one' | readonly string[];
  /** In place of `ports`: as many as this, those most often open. */
  readonly topPorts?: number;
  /** In place of `ports`: the 100 most often open. */
  readonly fast?: boolean;
  /** Never asked; the form is that of `ports`. */
  readonly excludePorts?: string;
  /** `connect` is for TCP alone: other probes then have `auto`. Default: `auto`. */
  readonly engine?: EngineName;
  /** How many processors make probes at the most in the kernel engine. Default: as many as there are to spare. */
  readonly generators?: number;
  /** Probes a second, never exceeded over any 100 ms. Default: what the network bears. */
  readonly rate?: number;
  /** Default: as often as the measured loss needs. */
  readonly maxRetries?: number;
  /** What each open TCP port is for, by ordinary connections. Default: true. */
  readonly services?: boolean;
  /** How much is tried to find that out: 0 (the port's own questions alone) to 9. Default: 7. */
  readonly serviceIntensity?: number;
  /** Who each host is: what all that was found says of it, and questions of its own. Default: true. */
  readonly identity?: boolean;
  /** Whether the names of addresses are looked up (reverse DNS). Default: true. */
  readonly reverseDns?: boolean;
  /** Name servers that are asked for them: `192.0.2.1`, `192.0.2.1:5353`. Default: the system's. */
  readonly dnsServers?: readonly string[];
  /** The way to each host that is not on a link of this machine, hop by hop; by raw sockets alone. Default: false. */
  readonly traceroute?: boolean;
  /** By which protocol alone: `tcp`, `udp`, `icmp`, or with a port, `tcp:443`; implies `traceroute`. Default: what each host answers best. */
  readonly traceBy?: string;
  /** SNMP agents are asked with these communities too, in the clear: at most 8, of 1 to 255 bytes. Default: none. */
  readonly snmpCommunity?: readonly string[];
  /** A folder of Rapid7 recog's XML files, whose fingerprints are read besides. Default: none. */
  readonly recog?: string;
  /** Facts about services carry what was sent and received. */
  readonly evidence?: boolean;
  /** The same text gives the same order of probes. Default: a fresh one. */
  readonly seed?: string;
  /** Only this share of the probes, from 1; all shares need the same `seed`. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Sends through this interface only. */
  readonly interface?: string;
  /** Sends from this address of this machine; not what finds out services and identities. Default: as the route has it. */
  readonly source?: string;
  /** TCP and UDP ports are asked from this port, by raw sockets. Default: ports that nobody uses. */
  readonly sourcePort?: number;
  /** Time to live of probes, 1 to 255. Default: 64. */
  readonly ttl?: number;
}

type Chosen = Pick<SurveyRequest, 'probes' | 'ports' | 'topPorts' | 'fast' | 'udp' | 'engine'>;

/** Each once, in the order of the stages. */
export function probesOf(request: Chosen): readonly ProbeName[] {
  const { probes = [], udp } = request;
  const asked: readonly ProbeName[] = probes.length > 0 ? probes : wantsOnlyUdp(request) ? [] : ['syn'];
  const asksUdp = udp === undefined ? probes.length === 0 && wantsUdp(request) : udp !== 'none';
  return PROBE_NAMES.filter((probe) => asked.includes(probe) || (probe === 'udp' && asksUdp));
}

/** Every list of ports begins with `U:` and goes on so. */
function wantsOnlyUdp({ ports, udp, engine = 'auto' }: Chosen): boolean {
  if (ports === undefined || udp !== undefined || engine !== 'auto') return false;
  return ports.split(';').every((list) => /^\s*U:/i.test(list) && !/,\s*T:/i.test(list));
}

/** Who chooses TCP ports, or how TCP is asked, wants TCP alone. */
function wantsUdp({ ports, topPorts, fast = false, engine = 'auto' }: Chosen): boolean {
  if (ports !== undefined) return /(?:^|[,;])\s*U:/i.test(ports);
  return topPorts === undefined && !fast && engine === 'auto';
}
