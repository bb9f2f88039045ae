// Hikvision's search for active devices (SADP): the tool's manual, and what devices say. Older ones tell the group, not who asked.
//
//   <ProbeMatch> with Uuid (ours), Types, DeviceDescription, DeviceSN, MAC, IPv4Address, SoftwareVersion, HttpPort, Activated, ...
import { sadp as question, SADP_UUID } from '../../probe/udp/discovery/sadp.ts';
import { clean } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';

const GROUP = '239.255.255.250';
const BEGIN = /^\s{0,8}<\?xml [^>]{0,100}>\s{0,8}<ProbeMatch>/;
const TEXT_MOST = 4000;

const NOTE_NOT_ACTIVATED: ServiceNote = {
  code: 'N_NOT_ACTIVATED',
  text: 'has no password yet: whoever is first gives it one',
  advice: 'activate the device with a password of its own',
};

export const sadp = defineService({
  name: 'sadp',
  title: 'Hikvision SADP',
  specification: 'Hikvision: Search Active Devices Protocol',
  ports: [],
  udpPorts: question.ports,
  udpFromElsewhere: true,
  udpFrom: { port: question.ports[0], group: GROUP },
  hello: question.bytes,

  read({ text }): Verdict | null {
    if (!BEGIN.test(text.slice(0, 200))) return null;
    const all = text.slice(0, TEXT_MOST);
    const said = (name: string): string =>
      clean(new RegExp(`<${name}>([^<]{0,120})</${name}>`).exec(all)?.[1] ?? '', 80);
    const mac = said('MAC');
    const serial = said('DeviceSN');
    if (mac === '' && serial === '') return null;
    const version = /^V?(\d{1,3}(?:\.\d{1,5}){1,4}) ?(build ?\w{1,12})?/i.exec(said('SoftwareVersion'));
    const model = said('DeviceDescription');
    return {
      confidence: said('Uuid').toUpperCase() === SADP_UUID ? 1 : 0.9,
      product: ['Hikvision', model].filter(Boolean).join(' '),
      ...(version === null ? {} : { version: version[1] }),
      ...(version?.[2] === undefined ? {} : { info: version[2] }),
      device: /DVR|NVR|^i?DS-[789]/i.test(model) ? 'video recorder' : 'camera',
      details: { mac: mac.replaceAll('-', ':').toLowerCase(), serial, httpPort: said('HttpPort') },
      ...(said('Activated') === 'false' ? { notes: [NOTE_NOT_ACTIVATED] } : {}),
    };
  },
});
