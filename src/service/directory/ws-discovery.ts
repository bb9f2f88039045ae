// WS-Discovery: OASIS WS-Discovery 1.1 section 5.3 (ProbeMatches), in the namespaces of 2005/04. A probe for anything: printers,
// cameras (ONVIF), Windows. The answer relates to our message, and tells what it is and where.
import { wsDiscovery as question, WS_MESSAGE } from '../../probe/udp/directory/ws-discovery.ts';
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LENGTH_MOST = 16_384;
/** RFC 3986 escapes in ONVIF's scopes (ONVIF Core section 7.3.2.2): `onvif://www.onvif.org/hardware/IPC-X`. */
const SCOPE = /^onvif:\/\/www\.onvif\.org\/(name|hardware|location)\/([^\s]{1,80})$/i;

export const wsDiscovery = defineService({
  name: 'ws-discovery',
  title: 'Web Services Dynamic Discovery',
  specification: 'WS-Discovery 1.1',
  ports: [],
  udpPorts: [3702],
  hello: question.bytes,

  read({ text }): Verdict | null {
    if (text.length > LENGTH_MOST || !/^(?:\xef\xbb\xbf)?\s{0,8}</.test(text)) return null;
    if (!/<(?:[\w-]{1,30}:)?ProbeMatches[\s>/]/.test(text)) return null;
    const isOurs = contentOf(text, 'RelatesTo') === WS_MESSAGE;
    const { types, scopes, addresses, told } = describedIn(text);
    const device = [told.get('name'), told.get('hardware')].filter((each, at, all) => each && all.indexOf(each) === at);
    return {
      confidence: isOurs ? 1 : 0.8,
      ...(device.length === 0 ? deviceOf(types) : { device: device.join(' ') }),
      info: clean([...types, ...addresses.slice(0, 1)].join(' '), 100),
      details: { types, scopes, addresses },
    };
  },
});

/** What a device says of itself; `told`: by name, hardware, location, of ONVIF's scopes. */
export function describedIn(text: string) {
  const types = wordsOf(contentOf(text, 'Types')).map((type) => type.replace(/^[^:]{1,40}:/, ''));
  const scopes = wordsOf(contentOf(text, 'Scopes'));
  const told = new Map<string, string>();
  for (const scope of scopes) {
    const [, name, value] = SCOPE.exec(scope) ?? [];
    if (name !== undefined && !told.has(name.toLowerCase())) told.set(name.toLowerCase(), unescaped(value));
  }
  return { types, scopes, addresses: wordsOf(contentOf(text, 'XAddrs')), told };
}

/** The text of the first element of a name, whatever its prefix; '' where there is none. */
function contentOf(text: string, name: string): string {
  const begin = new RegExp(`<(?:[\\w-]{1,30}:)?${name}(?:\\s[^<>]{0,200})?>`).exec(text);
  if (begin === null) return '';
  const at = begin.index + begin[0].length;
  const end = text.indexOf('<', at);
  return end < 0 ? '' : text.slice(at, end).trim();
}

const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/, 24)
    .filter((word) => word !== '')
    .map((word) => clean(word, 160));

function unescaped(text: string): string {
  return clean(
    text
      .replace(/_/g, ' ')
      .replace(/%([2-7][0-9A-Fa-f])/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    60,
  );
}

/** WS-Print, WSD for scanners, Windows' publication (PUB). */
function deviceOf(types: readonly string[]): Partial<Verdict> {
  if (types.some((type) => /^Print(?:Device|Service)/.test(type))) return { device: 'printer' };
  if (types.some((type) => /^Scan(?:Device|Service)/.test(type))) return { device: 'scanner' };
  if (types.includes('NetworkVideoTransmitter')) return { device: 'camera' };
  return types.includes('Computer') ? { device: 'computer' } : {};
}
