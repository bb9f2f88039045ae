// Network UPS Tools: RFC 9271. Lines; what upsd does not understand it answers with ERR and one of the codes of section 4.2.
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const ERRORS = /^(?:ERR (?:UNKNOWN-COMMAND|INVALID-ARGUMENT|ACCESS-DENIED|UNKNOWN-UPS|VAR-NOT-SUPPORTED)\r?\n)+$/;

export const nut = defineService({
  name: 'nut',
  title: 'Network UPS Tools',
  specification: 'RFC 9271',
  ports: [3493],
  startTls: true,

  read({ text, sent }: Reply): Verdict | null {
    return sent !== null && text.startsWith('ERR ') && ERRORS.test(text.slice(0, 600)) ? { confidence: 0.7 } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'VER\n', (text) => text.endsWith('\n'));
    const version = /(?:^|\n)Network UPS Tools upsd (\d[\w.-]{0,30})/.exec(answer)?.[1];
    if (version === undefined) return verdict;
    const list = await ask(talk, 'LIST UPS\n', (text) => /(?:END LIST UPS|ERR [A-Z-]+)\r?\n$/.test(text));
    const ups = [...list.matchAll(/(?:^|\n)UPS (\S{1,60}) "([^"\n]{0,120})"/g)]
      .slice(0, 32)
      .map(([, name]) => clean(name));
    const isAgreed = (await ask(talk, 'STARTTLS\n', (text) => text.endsWith('\n'))).startsWith('OK STARTTLS');
    const inside = isAgreed ? await goOnInTls(talk) : null;
    return {
      ...verdict,
      confidence: 1,
      product: 'Network UPS Tools upsd',
      version,
      cpe: [cpeOf('networkupstools', 'nut', version)],
      details: { ups, ...(inside ?? { starttls: isAgreed }) },
    };
  },
});
