// The name servers that names of addresses are looked up at (--dns-servers).
import { serverOf } from '../../identity/lookups/dns/server-address.ts';
import { SurveyError } from '../survey-error.ts';

export const SERVERS_MOST = 8;

/** What is wrong with them, and what to do; null: nothing. */
export function serverFault(servers: readonly string[]): string | null {
  if (servers.length > SERVERS_MOST) return `Give ${SERVERS_MOST} name servers at the most.`;
  const wrong = servers.find((each) => serverOf(each) === null);
  return wrong === undefined ? null : `"${wrong.slice(0, 60)}" is no address: give 192.0.2.1 or 192.0.2.1:5353.`;
}

export function checkNameServers(servers: readonly string[]): void {
  const fault = serverFault(servers);
  if (fault !== null) throw new SurveyError('E_REQUEST', `name servers (--dns-servers): ${fault}`);
}
