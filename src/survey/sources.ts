// From which addresses of this machine UDP is asked, as it was asked for.
//
// Named addresses must be this machine's: that is told before anything is sent. Whether they are on the way to the targets the
// engine finds out (src/scan/reach/sources.ts).
import type { ProbeName } from '../probe/probe-name.ts';
import { type ScanSpec, SOURCES_MOST } from '../scan/spec.ts';
import { quote } from '../target/quote.ts';
import { formatIpv4, parseIpv4 } from '../wire/address.ts';
import type { SurveyRequest } from './request.ts';
import { SurveyError } from './survey-error.ts';
import type { SurveyWorld } from './world/world.ts';

/** Throws SurveyError E_REQUEST, E_NOT_OUR_ADDRESS. */
export function readSources(
  wanted: SurveyRequest['sources'],
  asked: readonly { readonly probe: ProbeName }[],
  world: Pick<SurveyWorld, 'planInterfaces' | 'platform'>,
): ScanSpec['sources'] {
  if (wanted === undefined || typeof wanted === 'string') return wanted;
  if (!asked.some(({ probe }) => probe === 'udp')) {
    throw new SurveyError('E_REQUEST', 'addresses to ask from (--sources) are for UDP, which is not asked: add -sU');
  }
  if (world.platform !== 'linux') {
    const text = `addresses to ask from (--sources) are looked for on Linux only, this is ${world.platform}: leave them out`;
    throw new SurveyError('E_REQUEST', text);
  }
  const addresses = [...new Set(wanted.map(addressOf))];
  if (addresses.length === 0 || addresses.length > SOURCES_MOST) {
    throw new SurveyError(
      'E_REQUEST',
      `give 1 to ${SOURCES_MOST} addresses to ask from (--sources), not ${addresses.length}`,
    );
  }
  const own = new Set(world.planInterfaces().flatMap((each) => each.addresses.map(({ address }) => address)));
  const foreign = addresses.find((address) => !own.has(address));
  if (foreign === undefined) return addresses;
  throw new SurveyError(
    'E_NOT_OUR_ADDRESS',
    `${formatIpv4(foreign)} (--sources) is not an address of this machine, so answers would go elsewhere; name one that "ip address" lists`,
  );
}

function addressOf(text: string): number {
  const address = parseIpv4(text);
  if (address !== null) return address;
  throw new SurveyError('E_REQUEST', `${quote(text)} (--sources) is no IPv4 address`);
}
