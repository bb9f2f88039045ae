// Runs the product beside a lab's scanner, as a person would: the command, with its own options, and its JSON lines.
import { spawn } from 'node:child_process';
import type { Lab } from '../network/build.ts';

/** setpriv(1): a user that may do nothing. */
export const NOBODY: readonly string[] = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** A finding as it stands on a line; the fields are looked at, not believed. */
export interface Line {
  readonly v: number;
  readonly type: string;
  readonly ip?: string;
  readonly port?: number;
  readonly state?: string;
  readonly reason?: string;
  readonly [field: string]: unknown;
}

export interface ProductRun {
  readonly lines: readonly Line[];
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Text behind the last newline: must be empty, whatever ended the command. */
  readonly rest: string;
}

export interface ProductOptions {
  /** Before the command: `setpriv ...`. */
  readonly prefix?: readonly string[];
  readonly timeoutMs?: number;
  /**
   * Scans also ask open ports what they are for: only where a test is about that, as most of the lab's ports just accept. UDP is
   * asked where the arguments name it.
   */
  readonly services?: boolean;
  /** Before ports, hosts are looked for: only where a test is about that, as others count probes. */
  readonly discovery?: boolean;
  /** Who hosts are is found out: only where a test is about that, as others count packets. */
  readonly identity?: boolean;
  /** Called when the command has been running for `afterMs`, or has been speaking for so long. */
  readonly meanwhile?: (pid: number) => void;
  readonly afterMs?: number;
  readonly fromFirstLine?: boolean;
}

const main = import.meta.url.endsWith('.ts') ? '../../src/cli/main.ts' : '../../command/main.js';

/** The command line's entry: as source, or as it is shipped. */
export const PRODUCT = new URL(main, import.meta.url).pathname;

// What the lab finds is for the lab: nothing is written into the inventory of whoever runs the tests. All that is started has it.
process.env.PORTOLAN_NO_DB ??= '1';

/** Arguments that leave out what a test is not about. */
export function withoutMore(
  [command, ...args]: readonly string[],
  { services = false, discovery = false, identity = false }: ProductOptions = {},
): readonly string[] {
  const unnamed = identity ? [] : ['--no-identity'];
  if (command === 'discover') return [command, ...unnamed, ...args];
  if (command !== 'scan') return [command, ...args];
  const alone = [...(services ? [] : ['--no-services']), ...(discovery ? [] : ['-Pn']), ...unnamed];
  return [command, ...alone, '--udp', 'none', ...args];
}

/** Runs `portolan ARGS` in the scanner's namespace to its end. */
export async function runProduct(
  lab: Pick<Lab, 'scannerNamespace'>,
  args: readonly string[],
  {
    prefix = [],
    timeoutMs = 120_000,
    services = false,
    discovery = false,
    identity = false,
    meanwhile,
    afterMs = 0,
    fromFirstLine = false,
  }: ProductOptions = {},
): Promise<ProductRun> {
  const words = withoutMore(args, { services, discovery, identity });
  const command = ['netns', 'exec', lab.scannerNamespace, ...prefix, process.execPath, PRODUCT, ...words];
  const child = spawn('ip', command, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    if (meanwhile !== undefined) timer = setTimeout(() => meanwhile(child.pid as number), afterMs);
  };
  if (fromFirstLine) child.stdout.once('data', begin);
  else begin();
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...how) => resolve(how));
  });
  clearTimeout(timer);
  const parts = stdout.split('\n');
  const rest = parts.pop() ?? '';
  return { lines: parts.map((line) => JSON.parse(line) as Line), stderr, code, signal, rest };
}

/** Scans all the lab's targets, with `--json`. */
export function scanLab(lab: Lab, args: readonly string[] = [], options: ProductOptions = {}): Promise<ProductRun> {
  const ports = lab.ports === null ? [] : ['-p', lab.ports];
  return runProduct(lab, ['scan', ...lab.targets, ...ports, '--json', ...args], options);
}

/** Open ports by address, sorted. */
export function openPorts({ lines }: Pick<ProductRun, 'lines'>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { type, ip, port, state } of lines) {
    if (type !== 'port' || state !== 'open' || ip === undefined || port === undefined) continue;
    found.set(ip, [...(found.get(ip) ?? []), port]);
  }
  for (const ports of found.values()) ports.sort((a, b) => a - b);
  return found;
}

/** The `end` line; there must be exactly one, and it must be the last. */
export function endOf({ lines, stderr }: Pick<ProductRun, 'lines' | 'stderr'>): Line {
  const ends = lines.filter(({ type }) => type === 'end');
  if (ends.length !== 1 || lines.at(-1) !== ends[0]) throw new Error(`no end line, or not the last: ${stderr}`);
  return ends[0];
}
