// Echo: RFC 862. Says back whatever it is told, all of it and nothing else.
import { echo as question } from '../../probe/udp/small/small.ts';
import { latin1 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';

const WORDS = latin1(question.bytes);

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

/** Over UDP a datagram asks. */
export const echoUdp = defineService({ ...echo, ports: [], udpPorts: [7], hello: question.bytes });
