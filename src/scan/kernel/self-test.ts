// Whether frames really leave: what a program redirects, a driver may drop without a word. Asked are, whichever says more,
// the answers, and how many frames of ours drivers took (taken-program.ts); where the kernel does not let that be counted,
// the interface's own counter, in which those of other programs are as well.
import { readFileSync } from 'node:fs';
import { isHardware } from '../../link/interfaces/hardware.ts';
import { ScanError } from '../scan-error.ts';

/** So many frames of the scan itself are enough to tell. */
export const TEST_FRAMES = 256;
const ENOUGH = 0.9;
/** Some drivers bring their counters up to date only now and then; what is no hardware (a veth, a bridge) at once. */
const PATIENCE_MICROS = 400_000;
const SOFTWARE_PATIENCE_MICROS = 50_000;

/** Frames that the interfaces of these names have sent, by the kernel's counters (proc_pid_net(5), net/dev). */
export function framesSent(
  names: readonly string[],
  table = readFileSync('/proc/thread-self/net/dev', 'utf8'),
): number {
  let sent = 0;
  for (const line of table.split('\n')) {
    const [name, figures] = line.split(/:\s*/);
    if (figures !== undefined && names.includes(name.trim())) sent += Number(figures.split(/\s+/)[9]);
  }
  return sent;
}

/**
 * A look at how the first frames fare. The function returns true once `sent` of them, TEST_FRAMES or all there are
 * (`over`), show in `count` or by their answers. Throws ScanError E_XDP_SILENT where they do not in time: then nothing has
 * left. `now`: microseconds.
 */
export function createSelfTest(
  names: readonly string[],
  count: () => number,
  patienceMicros = names.some(isHardware) ? PATIENCE_MICROS : SOFTWARE_PATIENCE_MICROS,
) {
  const before = count();
  let since = -1;
  return (sent: number, over: boolean, answered: number, now: number): boolean => {
    if (sent < TEST_FRAMES && !over) return false;
    if (since < 0) since = now;
    const left = count() - before;
    if (Math.max(left, answered) >= sent * ENOUGH) return true;
    if (now - since < patienceMicros) return false;
    const text = `of ${sent} frames handed to ${names.join(', ')} only ${Math.max(0, left)} left: the driver, or the other end of a veth, takes none from XDP`;
    throw new ScanError('E_XDP_SILENT', text);
  };
}
