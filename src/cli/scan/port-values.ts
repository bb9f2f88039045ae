// Readers of the options that choose ports (option-values.ts has the others): what cannot be read is an option's wrong value, told
// with all else that is wrong. The scan reads the lists again, with the names of services.
import { InvalidArgumentError } from 'commander';
import { PORT_MAX, parsePorts, UDP_WORDS } from '../../target/ports.ts';
import { TargetError } from '../../target/target-error.ts';

/** What `-p` takes; whether its names are of services is seen when they are looked up. */
export function portList(text: string): string {
  try {
    parsePorts(text, 'tcp', () => [PORT_MAX]);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new InvalidArgumentError(`${error.message.replace(/^ports /, '')}.`);
  }
  return text;
}

/** Lists of ports add up; each begins without a prefix (src/target/ports.ts). */
export function gatheredPorts(text: string, before: string | undefined): string {
  return before === undefined ? portList(text) : `${before};${portList(text)}`;
}

/** A word that stands for UDP ports, or a list of them. */
export function udpPorts(text: string): string {
  return UDP_WORDS.includes(text) ? text : portList(text);
}
