// SNMP communities that the user named (RFC 1157: an OCTET STRING without a bound; agents take 32 bytes, few of them 255).
import { SurveyError } from './survey-error.ts';

export const COMMUNITIES_MOST = 8;
const BYTES_MOST = 255;

/** What is wrong with them, and what to do; null: nothing. None is repeated in it: they are passwords. */
export function communityFault(communities: readonly string[]): string | null {
  if (communities.length > COMMUNITIES_MOST) return `Give ${COMMUNITIES_MOST} communities at the most.`;
  const fits = communities.every((each) => each !== '' && Buffer.byteLength(each) <= BYTES_MOST);
  return fits ? null : `Give communities of 1 to ${BYTES_MOST} bytes, with commas between.`;
}

export function checkCommunities(communities: readonly string[]): void {
  const fault = communityFault(communities);
  if (fault !== null) throw new SurveyError('E_REQUEST', `SNMP communities (--snmp-community): ${fault}`);
}
