// What devices of single makers tell all of their link: MikroTik's neighbour discovery, Ubiquiti's. Read by those who read it when it is asked for.
import { latin1 } from '../../service/bytes.ts';
import { mndp } from '../../service/discovery/mndp.ts';
import { ubiquiti } from '../../service/discovery/ubiquiti.ts';
import type { Service, Verdict } from '../../service/service.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { type Clue, clueOf } from '../clue.ts';
import { clueAbout, type HeardDatagram, type Statement, senderOf } from './heard.ts';
import { familyIn } from './os-words.ts';

export const heardMikrotik = readBy(mndp, 'mndp', 'MikroTik');
export const heardUbiquiti = readBy(ubiquiti, 'ubiquiti', 'Ubiquiti');

function readBy(service: Service, source: string, vendor: string): (heard: HeardDatagram) => readonly Statement[] {
  return (heard) => {
    const { bytes, ip, from } = heard;
    const endpoint = { ip: formatIpv4(ip ?? 0), proto: 'udp', port: from } as const;
    const reply = { bytes, text: latin1(bytes), sent: null, to: null, closed: false, endpoint };
    const verdict = service.read(reply);
    return verdict === null ? [] : clueAbout(senderOf(heard), cluesOf(verdict, source, vendor));
  };
}

function cluesOf(verdict: Verdict, source: string, vendor: string): readonly Clue[] {
  const { hostname = '', os = '', device = '', product = '', version, info = '' } = verdict;
  const say = (clue: Omit<Clue, 'source'>): readonly Clue[] => clueOf({ ...clue, source });
  const family = familyIn(os);
  return [
    ...say({ about: 'name', value: hostname, confidence: 0.95 }),
    ...say({ about: 'vendor', value: vendor, confidence: 0.95 }),
    ...say({ about: 'model', value: product === `${vendor} ${os}` ? info : product, confidence: 0.9 }),
    ...(family === null
      ? []
      : say({ about: 'os', value: os, family, ...(version === undefined ? {} : { version }), confidence: 0.95 })),
    ...(device === 'router' ? say({ about: 'kind', value: 'router', confidence: 0.8 }) : []),
    ...(device === 'access point' ? say({ about: 'kind', value: 'access-point', confidence: 0.8 }) : []),
  ];
}
