// Echo: RFC 862. Says back whatever it is told, all of it and nothing else.
import { latin1 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';

/** Nothing that any protocol or terminal would say back as it is. */
const WORDS = '\x00\x7f\xffPortolan\x01\r\n\x1b\x00';

export const echo = defineService({
  name: 'echo',
  title: 'Echo',
  specification: 'RFC 862',
  ports: [7],

  read({ text, sent }) {
    // The whole of it; errors that repeat what they did not understand go on.
    return sent !== null && sent.length > 3 && latin1(sent) === text ? { confidence: 0.7 } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, WORDS, (text) => text.length >= WORDS.length);
    return answer === WORDS ? { ...verdict, confidence: 0.95 } : { ...verdict, confidence: 0.4 };
  },
});
