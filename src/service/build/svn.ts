// Subversion's svnserve: the ra_svn protocol (subversion/libsvn_ra_svn/protocol). The server greets with a list of items.
//
//   ( success ( minver maxver ( mechanism ... ) ( capability ... ) ) )     strings as length:bytes
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const GREETING = /^\( success \( (\d) (\d) \( ([A-Z0-9 -]{0,200})\) \( ([a-z0-9 -]{0,1000})\) \) \) /;
const AUTHENTICATION = /^\( success \( \( ([A-Z0-9 -]{0,200})\) (\d{1,4}):/;

export const svn = defineService({
  name: 'svn',
  title: 'Subversion',
  specification: 'ra_svn protocol version 2',
  ports: [3690],

  read({ text }: Reply): Verdict | null {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    return {
      confidence: 0.95,
      product: 'Subversion svnserve',
      cpe: [cpeOf('apache', 'subversion')],
      info: `protocol ${greeting[2]}`,
      details: { capabilities: clean(greeting[4], 1000).split(' ') },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const url = `svn://${talk.endpoint.name ?? 'portolan.invalid'}/`;
    const words = `( 2 ( edit-pipeline svndiff1 ) ${url.length}:${url} 8:Portolan ( ) ) `;
    const answer = await ask(talk, words, (text) => text.endsWith(') '));
    const authentication = AUTHENTICATION.exec(answer);
    if (authentication === null && !answer.startsWith('( failure (')) return verdict;
    const mechanisms = authentication === null ? [] : authentication[1].split(' ').filter(Boolean);
    return {
      ...verdict,
      confidence: 1,
      details: { ...verdict.details, ...(authentication === null ? {} : { mechanisms }) },
      ...(mechanisms.includes('ANONYMOUS')
        ? {
            notes: [
              noLogin('takes ANONYMOUS at its root', 'set anon-access = none in svnserve.conf, where it is not meant'),
            ],
          }
        : {}),
    };
  },
});
