// How a table of hosts is to look.
import type { Registered } from '../registered.ts';
import type { Style } from '../style.ts';

export interface TableOptions {
  readonly style?: Style;
  /** Adds reason, TTL and round-trip time to each port, and whatever else is known of ports that are not open. */
  readonly verbose?: boolean;
  /** Hosts were asked and no ports: a line each. */
  readonly hostsAlone?: boolean;
  /** A line a host, with its open ports. */
  readonly compact?: boolean;
  /** Characters that a line has room for; without it as many as there are. */
  readonly columns?: number;
  /** What ports are registered for, shown where nobody knows better. */
  readonly registered?: Registered;
  /** Adds what services said, and every note. */
  readonly evidence?: boolean;
  /** Leaves out ports that are not open, and hosts without an open port. */
  readonly onlyOpen?: boolean;
}
