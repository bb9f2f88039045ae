// DICT: RFC 2229. The server greets with 220 (section 3.1), capabilities and an id in angle brackets at the end of the line.
//
//   220 text <capability.capability> <msg-id>
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';

const GREETING = /^220 ([^\r\n<]{0,300})<([a-z0-9_.]{0,200})> <([^<>\s@]{1,120}@[^<>\s]{1,200})>\r?\n/;

export const dict = defineService({
  name: 'dict',
  title: 'Dictionary Server Protocol',
  specification: 'RFC 2229',
  ports: [2628],

  read({ text }: Reply): Verdict | null {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const program = /\b(dictd|dicod|dico)[ /]v?(\d[\w.]{0,30})/.exec(greeting[1]);
    return {
      confidence: 0.75,
      ...(program === null ? {} : { product: program[1], version: program[2] }),
      info: clean(greeting[1], 80),
      details: { capabilities: greeting[2].split('.').filter(Boolean) },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(
      talk,
      'SHOW DB\r\n',
      (text) => /\r?\n(?:250 |5\d\d )|^5\d\d /.test(text) && text.endsWith('\n'),
    );
    if (!/^(110|554|530) /.test(answer)) return verdict;
    if (!talk.closed) talk.send('QUIT\r\n');
    const databases = [...answer.matchAll(/\n([\w.-]{1,60}) "([^"\r\n]{0,100})"/g)]
      .slice(0, 40)
      .map(([, name]) => name);
    return { ...verdict, confidence: 1, details: { ...verdict.details, databases } };
  },
});
