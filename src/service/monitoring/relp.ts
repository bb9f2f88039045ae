// RELP, which carries syslog and confirms it: "RELP - The Reliable Event Logging Protocol" (rsyslog documentation). A session is opened
// and closed; no event is sent. To words that are none of its own a server says that it closes.
//
//   frame      number SP command SP length [SP data] LF; the server's hint: 0 serverclose 0 LF; its answer: N rsp length SP code text LF ...
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const OFFER = 'relp_version=0\nrelp_software=portolan\ncommands=syslog';
const OPENED = /^1 rsp (\d{1,4}) 200 [^\n]{1,40}\n/;

export const relp = defineService({
  name: 'relp',
  title: 'Reliable Event Logging Protocol (syslog)',
  specification: 'rsyslog: RELP',
  ports: [20514, 2514, 601],
  tlsPorts: [6514],

  read({ text, sent }: Reply): Verdict | null {
    if (sent === null) return null;
    return /^(?:\d{1,9} rsp \d{1,4} \d{3} [^\n]{0,100}\n)?0 serverclose 0\n/.test(text) ? { confidence: 0.9 } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const fresh = await talk.again();
    if (fresh === null) return verdict;
    const text = await ask(fresh, `1 open ${OFFER.length} ${OFFER}\n`, isWhole);
    if (!fresh.closed) fresh.send('2 close 0\n');
    fresh.close();
    if (!OPENED.test(text)) return verdict;
    const software = clean(/\nrelp_software=([^\n]{1,100})/.exec(text)?.[1] ?? '', 100);
    const [name, version] = software.split(',');
    return {
      ...verdict,
      confidence: 1,
      ...(name === '' ? {} : { product: name }),
      ...(version ? { version } : {}),
      ...(name === 'librelp' ? { cpe: [cpeOf('rsyslog', 'librelp', version)] } : {}),
      details: { commands: clean(/\ncommands=([^\n]{1,200})/.exec(text)?.[1] ?? '', 200) },
    };
  },
});

const isWhole = (text: string): boolean => {
  const head = OPENED.exec(text);
  return head === null
    ? text.length > 1024
    : text.length >= text.indexOf('rsp ') + 4 + head[1].length + 1 + Number(head[1]);
};
