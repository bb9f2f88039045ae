// gpsd: gpsd_json(5). It greets with an object of class VERSION; ?DEVICES; lists its receivers.
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const GREETING =
  /^\{"class":"VERSION","release":"([^"]{1,40})","rev":"([^"]{0,60})","proto_major":(\d{1,3}),"proto_minor":(\d{1,3})/;

export const gpsd = defineService({
  name: 'gpsd',
  title: 'gpsd',
  specification: 'gpsd_json(5)',
  ports: [2947],

  read({ text }: Reply): Verdict | null {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const version = clean(greeting[1]);
    return {
      confidence: 0.7,
      product: 'gpsd',
      version,
      cpe: [cpeOf('gpsd_project', 'gpsd', version)],
      info: `protocol ${greeting[3]}.${greeting[4]}`,
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, '?DEVICES;\n', (text) => text.includes('"class":"DEVICES"') && text.endsWith('\n'));
    const list = /\{"class":"DEVICES","devices":\[([^\]]{0,4000})\]/.exec(answer)?.[1];
    if (list === undefined) return verdict;
    const devices = [...list.matchAll(/"path":"([^"]{1,100})"/g)].slice(0, 16).map(([, path]) => clean(path));
    return { ...verdict, confidence: 1, details: { devices } };
  },
});
