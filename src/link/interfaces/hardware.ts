// Whether there is a device behind an interface, or only the kernel: a veth, a bridge, a tunnel.
import { existsSync } from 'node:fs';

/** sysfs(5): only an interface with a device behind it has that link. */
export function isHardware(name: string): boolean {
  return existsSync(`/sys/class/net/${name}/device`);
}
