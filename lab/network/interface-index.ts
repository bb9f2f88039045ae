// Interfaces by name, in the namespace of this process.
import { declare } from '../../src/native/libc.ts';
import { LabError } from '../process.ts';

const ifNameToIndex = declare('unsigned int if_nametoindex(const char *name)');

/** The number of an interface (if_nametoindex(3)). Throws E_LAB_INTERFACE where there is none of that name. */
export function interfaceIndex(name: string): number {
  const index = ifNameToIndex(name) as number;
  if (index === 0) throw new LabError('E_LAB_INTERFACE', `there is no interface "${name}" here`);
  return index;
}
