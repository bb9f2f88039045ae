// Lyrion (Logitech) Media Server's discovery: its source, Slim/Networking/Discovery/Server.pm.
//
//   `E`, then fields: name 4 characters, length u8, text: NAME, JSON (the port of its pages), VERS
import { slimproto as question } from '../../probe/udp/media/slimproto.ts';
import { clean, textAt, u8 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const ANSWER = 0x45;
const FIELDS_MOST = 10;

export const slimproto = defineService({
  name: 'slimproto',
  title: 'Lyrion Music Server discovery',
  specification: 'Slim::Networking::Discovery::Server',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u8(bytes, 0) !== ANSWER || bytes.length < 7) return null;
    const told = fieldsOf(bytes);
    if (told === null || !(told.has('NAME') || told.has('VERS'))) return null;
    const [name, version, port] = [told.get('NAME'), told.get('VERS'), told.get('JSON')];
    const info = [name, port === undefined ? undefined : `HTTP on port ${port}`].filter(Boolean).join('; ');
    return {
      confidence: version === undefined ? 0.9 : 1,
      product: 'Lyrion Music Server',
      ...(version === undefined ? {} : { version }),
      ...(info === '' ? {} : { info }),
      details: { name, port },
    };
  },
});

/** Null where they do not end with the datagram, or one has no name of four letters. */
function fieldsOf(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>();
  let at = 1;
  for (let k = 0; at < bytes.length; k++) {
    const name = textAt(bytes, at, 4);
    const end = at + 5 + u8(bytes, at + 4);
    if (k === FIELDS_MOST || end > bytes.length || !/^[A-Z]{4}$/.test(name)) return null;
    fields.set(name, clean(textAt(bytes, at + 5, end - at - 5), 80));
    at = end;
  }
  return fields;
}
