// Asterisk Manager Interface ("AMI v2 Specification", docs.asterisk.org). It greets with a line; an action before a login is
// answered with an error in its own form.
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';

export const asterisk = defineService({
  name: 'asterisk-ami',
  title: 'Asterisk Manager Interface',
  specification: 'AMI v2',
  ports: [5038],
  tlsPorts: [5039],

  read({ text }) {
    const greeting = /^Asterisk Call Manager(?: Proxy)?\/(\d{1,3}(?:\.\d{1,3}){0,2})\r?\n/.exec(text);
    if (greeting === null) return null;
    return { confidence: 0.7, product: 'Asterisk', info: `manager interface ${greeting[1]}` };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'Action: Ping\r\nActionID: p1\r\n\r\n', (text) => text.endsWith('\r\n\r\n'));
    if (!/^Response: (Error|Success)\r\n/.test(answer)) {
      return { ...verdict, contradiction: 'greets like Asterisk, and does not answer an action' };
    }
    const isOpen = answer.startsWith('Response: Success');
    return {
      ...verdict,
      confidence: 1,
      notes: [
        {
          code: 'N_PLAIN_TEXT_LOGIN',
          text: isOpen ? 'takes actions without a login' : 'takes the manager password on an open port',
          advice: 'bind it to the loopback (bindaddr in manager.conf), or use TLS with an ACL',
        },
      ].slice(talk.tls === null ? 0 : 1) as Verdict['notes'],
    };
  },
});
