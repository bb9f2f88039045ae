// What of eBPF is there: XDP programs on the scanner's interface, and what the product has in the kernel.
import type { Lab } from '../network/build.ts';
import { run } from '../process.ts';

/** The scanner's interface at one moment. */
export interface ScannerLink {
  /** Its XDP programs, as ip-link(8) shows them; null: none. */
  readonly xdp: string | null;
  /** Frames it has sent since the lab was built. */
  readonly sent: number;
}

export async function scannerLink({ scannerNamespace }: Lab): Promise<ScannerLink> {
  const text = await run('ip', ['-n', scannerNamespace, '-s', '-j', 'link', 'show', 'dev', 'eth0']);
  const [link] = JSON.parse(text) as { xdp?: object; stats64: { tx: { packets: number } } }[];
  return { xdp: link.xdp === undefined ? null : JSON.stringify(link.xdp), sent: link.stats64.tx.packets };
}

/** XDP programs on the scanner's interface. */
export async function programsOn(lab: Lab): Promise<string[]> {
  const { xdp } = await scannerLink(lab);
  return xdp === null ? [] : [xdp];
}

/**
 * Programs, maps and links of the product anywhere on this machine, as `prog 17`: a number is never given again. A link
 * has no name; it is the product's where its program is.
 */
export async function productObjects(): Promise<Set<string>> {
  // Links first: they hold their programs, so that none of them is without its program's name.
  const links = await list<{ id: number; prog_id?: number }>('link');
  const programs = named(await list('prog'));
  const maps = named(await list('map'));
  const own = new Set(programs);
  return new Set([
    ...programs.map((id) => `prog ${id}`),
    ...maps.map((id) => `map ${id}`),
    ...links.filter((link) => own.has(link.prog_id ?? -1)).map(({ id }) => `link ${id}`),
  ]);
}

interface Named {
  readonly id: number;
  readonly name?: string;
}

function named(objects: readonly Named[]): number[] {
  return objects.filter(({ name }) => name?.startsWith('portolan')).map(({ id }) => id);
}

/** bpftool(8) ends with an error where what it lists goes meanwhile: then it is asked again. */
async function list<T = Named>(kind: string): Promise<T[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return JSON.parse(await run('bpftool', ['-j', kind, 'show'])) as T[];
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}
