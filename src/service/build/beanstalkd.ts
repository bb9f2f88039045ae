// beanstalkd: doc/protocol.txt of its source. Lines; what it does not know it answers with UNKNOWN_COMMAND; stats gives YAML.
//
//   OK <bytes> CR LF <data> CR LF
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const KEPT = ['hostname', 'platform', 'uptime', 'current-connections', 'current-tubes', 'total-jobs'];

export const beanstalkd = defineService({
  name: 'beanstalkd',
  title: 'beanstalkd',
  specification: 'beanstalkd protocol 1.13',
  ports: [11300],

  read({ text }) {
    return text.startsWith('UNKNOWN_COMMAND\r\n') ? { confidence: 0.7 } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'stats\r\n', isWhole);
    const head = /(?:^|\n)OK \d{1,6}\r\n---\n/.exec(answer);
    if (head === null) return verdict;
    const fields = new Map(
      [...answer.slice(head.index).matchAll(/\n([a-z-]{2,40}): "?([^"\r\n]{0,200})/g)].map(([, key, value]) => [
        key,
        clean(value),
      ]),
    );
    const version = /^\d[\w.]{0,30}/.exec(fields.get('version') ?? '')?.[0];
    const hostname = fields.get('hostname');
    return {
      ...verdict,
      confidence: 1,
      product: 'beanstalkd',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('beanstalkd', 'beanstalkd', version)] }),
      ...(hostname ? { hostname } : {}),
      details: Object.fromEntries(KEPT.flatMap((key) => (fields.has(key) ? [[key, fields.get(key)]] : []))),
      notes: [noLogin('gives and takes jobs from anybody', 'bind it to the loopback or filter its port')],
    };
  },
});

function isWhole(text: string): boolean {
  const head = /(?:^|\n)OK (\d{1,6})\r\n/.exec(text);
  return head !== null && text.length >= head.index + head[0].length + Number(head[1]) + 2;
}
