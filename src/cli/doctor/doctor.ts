// What this machine can do for a scan, as a value. Everything that cannot be found out is told as a problem, never thrown.
import { arch, release } from 'node:os';
import type { InterfacePlan } from '../../link/interfaces/interfaces.ts';
import type { Capabilities } from '../../native/capabilities.ts';
import { WORTH_PROBES } from '../../scan/kernel/choice.ts';
import { chooseEngine } from '../../survey/engine-choice.ts';
import { version } from '../../survey/version.ts';
import { formatIpv4 } from '../../wire/address.ts';

export interface Doctor {
  readonly type: 'doctor';
  readonly version: string;
  readonly node: { readonly version: string; readonly path: string };
  readonly system: { readonly platform: string; readonly release: string; readonly arch: string };
  readonly privileges: {
    /** -1 where the system has no user numbers. */
    readonly uid: number;
    readonly gid: number;
    readonly rawSockets: boolean;
    /** Names of those of interest that this process has. */
    readonly capabilities: readonly string[];
  };
  readonly engines: readonly { readonly name: string; readonly available: boolean; readonly why: string }[];
  readonly engineUsed: { readonly name: string; readonly why: string; readonly cost: string | null };
  /** `null` in the limits: there is none. */
  readonly openFiles: { readonly soft: number | null; readonly hard: number | null } | null;
  readonly interfaces: readonly DoctorInterface[];
  readonly withoutTarget: {
    readonly ranges: readonly string[];
    readonly interface: string | null;
    readonly notices: readonly string[];
    /** Why nothing would be scanned. */
    readonly problem: string | null;
  };
  readonly problems: readonly string[];
}

export interface DoctorInterface {
  readonly name: string;
  readonly kind: string;
  readonly mac: string | null;
  readonly mtu: number;
  readonly addresses: readonly string[];
  readonly used: boolean;
  readonly why: string;
}

/** What the doctor looks at; tests give another one. */
export interface Patient {
  readonly platform: NodeJS.Platform;
  /** `6.18.44-...`. */
  readonly kernel: string;
  readCapabilities(): Promise<Capabilities>;
  planInterfaces(): Promise<readonly InterfacePlan[]>;
}

export const thisMachine: Patient = {
  platform: process.platform,
  kernel: release(),
  readCapabilities: async () => (await import('../../native/capabilities.ts')).readCapabilities(),
  planInterfaces: async () => (await import('../../link/interfaces/interfaces.ts')).planInterfaces(),
};

const NOTHING: Capabilities = {
  effectiveUid: -1,
  netRaw: false,
  netAdmin: false,
  bpf: false,
  sysAdmin: false,
  openFiles: null,
};

export async function examine(patient: Patient = thisMachine): Promise<Doctor> {
  const problems: string[] = [];
  const isLinux = patient.platform === 'linux';
  if (!isLinux) {
    problems.push(
      `this is ${patient.platform}: raw sockets, ARP and the interface planner exist on Linux only; scans make full connections`,
    );
  }
  const attempt = async <T>(what: string, otherwise: T, find: () => Promise<T>): Promise<T> => {
    if (!isLinux) return otherwise;
    try {
      return await find();
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const capabilities = await attempt('capabilities cannot be read', NOTHING, () => patient.readCapabilities());
  const plans = await attempt('interfaces cannot be read', [], () => patient.planInterfaces());
  const choice = chooseEngine('auto', patient.platform, () => capabilities.netRaw);
  const { openFiles } = capabilities;
  const xdp = xdpEngine(patient, capabilities);
  return {
    type: 'doctor',
    version: version(),
    node: { version: process.versions.node, path: process.execPath },
    system: { platform: patient.platform, release: release(), arch: arch() },
    privileges: {
      uid: process.geteuid?.() ?? -1,
      gid: process.getegid?.() ?? -1,
      rawSockets: capabilities.netRaw,
      capabilities: namesOf(capabilities),
    },
    engines: [
      {
        name: 'raw',
        available: choice.engine === 'auto',
        why: choice.engine === 'auto' ? 'half-open scans; raw sockets are allowed' : choice.why,
      },
      xdp,
      { name: 'connect', available: true, why: 'full connections; needs no privileges' },
    ],
    engineUsed: {
      name: choice.engine === 'auto' ? 'raw' : choice.engine,
      why: choice.engine === 'auto' && xdp.available ? `${choice.why}; xdp where it pays` : choice.why,
      cost: choice.cost,
    },
    openFiles: openFiles === null ? null : { soft: finite(openFiles.soft), hard: finite(openFiles.hard) },
    interfaces: plans.map(({ name, kind, mac, mtu, addresses, used, why }) => ({
      name,
      kind,
      mac,
      mtu,
      addresses: addresses.map(({ text }) => text),
      used,
      why,
    })),
    withoutTarget: isLinux ? await withoutTarget(plans) : nothing('targets have to be named on this system'),
    problems,
  };
}

/** Linux 5.18 runs programs on live frames. */
const XDP_KERNEL = [5, 18];

/** What can be said before a scan; each scan that uses it tests first whether its frames really leave. */
function xdpEngine(
  { platform, kernel }: Patient,
  { netRaw, netAdmin, bpf, sysAdmin }: Capabilities,
): Doctor['engines'][number] {
  const [major, minor] = kernel.split('.', 2).map(Number);
  const old = major < XDP_KERNEL[0] || (major === XDP_KERNEL[0] && minor < XDP_KERNEL[1]);
  const missing = [
    ...(netRaw ? [] : ['CAP_NET_RAW']),
    ...(netAdmin ? [] : ['CAP_NET_ADMIN']),
    ...(bpf || sysAdmin ? [] : ['CAP_BPF']),
  ];
  const why =
    platform !== 'linux'
      ? `eBPF exists on Linux only, this is ${platform}`
      : old
        ? `Linux ${kernel} cannot run programs on live frames: 5.18 is the first that can`
        : missing.length > 0
          ? `${missing.join(', ')} missing`
          : null;
  const use = `the scan compiled into the kernel: ${WORTH_PROBES.toLocaleString('en')} probes and more, Ethernet only; tests itself first`;
  return { name: 'kernel', available: why === null, why: why ?? use };
}

async function withoutTarget(plans: readonly InterfacePlan[]): Promise<Doctor['withoutTarget']> {
  try {
    const { defaultTargets } = await import('../../link/interfaces/interfaces.ts');
    const { ranges, interfaceName, notices } = defaultTargets(plans);
    const texts = ranges.map(([first, last]) => `${formatIpv4(first)}-${formatIpv4(last)}`);
    return { ranges: texts, interface: interfaceName, notices, problem: null };
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}

function nothing(problem: string): Doctor['withoutTarget'] {
  return { ranges: [], interface: null, notices: [], problem };
}

function namesOf({ netRaw, netAdmin, bpf, sysAdmin }: Capabilities): string[] {
  const named: [boolean, string][] = [
    [netRaw, 'CAP_NET_RAW'],
    [netAdmin, 'CAP_NET_ADMIN'],
    [bpf, 'CAP_BPF'],
    [sysAdmin, 'CAP_SYS_ADMIN'],
  ];
  return named.filter(([has]) => has).map(([, name]) => name);
}

function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}
