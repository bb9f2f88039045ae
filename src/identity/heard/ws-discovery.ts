// WS-Discovery (OASIS WS-Discovery 1.1 section 4.1): devices say hello, and answer probes; what they say of themselves.
import type { Kind } from '../../finding/finding.ts';
import { latin1 } from '../../service/bytes.ts';
import { describedIn } from '../../service/directory/ws-discovery.ts';
import { clueOf } from '../clue.ts';
import { clueAbout, type HeardDatagram, type Statement, senderOf } from './heard.ts';

const SOURCE = 'ws-discovery';
/** WS-Print, WSD for scanners, ONVIF. What Windows publishes (PUB), Samba's hosts do as well. */
const KINDS: readonly (readonly [type: RegExp, kind: Kind])[] = [
  [/^Print(?:Device|Service)/, 'printer'],
  [/^Scan(?:Device|Service)/, 'scanner'],
  [/^NetworkVideoTransmitter$/, 'camera'],
];
const LENGTH_MOST = 16_384;
const SPEAKS_OF_ITSELF = /<(?:[\w-]{1,30}:)?(?:Hello|ProbeMatches|ResolveMatches)[\s>/]/;

export function heardWsDiscovery(heard: HeardDatagram): readonly Statement[] {
  const text = latin1(heard.bytes);
  if (text.length > LENGTH_MOST || !SPEAKS_OF_ITSELF.test(text)) return [];
  const { types, addresses, told } = describedIn(text);
  const kind = KINDS.find(([type]) => types.some((each) => type.test(each)))?.[1] ?? '';
  const [name, hardware] = [told.get('name') ?? '', told.get('hardware') ?? ''];
  const shown = [types.join(' '), addresses[0] ?? ''].filter(Boolean).join('; ');
  return clueAbout(senderOf(heard), [
    ...clueOf({ about: 'kind', value: kind, source: SOURCE, confidence: 0.8, text: shown }),
    ...clueOf({ about: 'model', value: hardware, source: SOURCE, confidence: 0.8, text: shown }),
    ...clueOf({ about: 'name', value: name, source: SOURCE, confidence: 0.5, text: shown }),
  ]);
}
