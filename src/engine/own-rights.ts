// What the engine's process gives up by itself, where its caller could not see to it (launch.ts, rule 5).
import {
  gainsNone,
  noNewPrivileges,
  notDumpable,
  PACKET_RIGHTS,
  permittedCapabilities,
  setCapabilities,
} from '../native/rights.ts';

/** Nothing is left to be given up, as its caller has seen to where it could. */
export function hasOnlyPacketRights(): boolean {
  const has = permittedCapabilities();
  return has === 0n || ((has & ~PACKET_RIGHTS) === 0n && gainsNone());
}

/** Nobody traces it, nothing that it executes gains rights, and it has no capability but those for packets. */
export function keepOnlyPacketRights(): void {
  notDumpable();
  noNewPrivileges();
  const has = permittedCapabilities();
  const kept = has & PACKET_RIGHTS;
  if (kept !== has) setCapabilities({ permitted: kept, effective: kept, inheritable: 0n });
}
