// MPD, the Music Player Daemon: its protocol's reference. It greets `OK MPD version`, the version being the protocol's;
// `ping` is answered by `OK`, an unknown word by `ACK [5@0] {} unknown command "..."`.
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const GREETING = /^OK MPD (\d{1,3}\.\d{1,3}\.\d{1,3})\n/;
const REFUSAL = /^(?:OK MPD \d[\d.]{0,12}\n)?ACK \[\d{1,3}@\d{1,5}\] \{[^}\n]{0,60}\} /;

export const mpd = defineService({
  name: 'mpd',
  title: 'Music Player Daemon',
  specification: 'MPD protocol reference',
  ports: [6600],

  read({ text }): Verdict | null {
    const version = GREETING.exec(text)?.[1];
    if (version !== undefined) {
      return {
        confidence: 0.7,
        product: 'Music Player Daemon',
        info: `protocol ${version}`,
        details: { protocol: version },
      };
    }
    return REFUSAL.test(text) ? { confidence: 0.9, product: 'Music Player Daemon' } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send('ping\n');
    const answer = Buffer.from(await talk.receive()).toString('latin1');
    if (/^(?:OK MPD [\d.]+\n)?OK\n$/.test(answer)) {
      const note = {
        code: 'N_NO_LOGIN',
        text: 'takes commands without a password',
        advice: 'set password and default_permissions, or bind_to_address',
      } as const;
      return { ...verdict, confidence: 1, notes: [note] };
    }
    if (REFUSAL.test(answer)) return { ...verdict, confidence: 1 };
    return { ...verdict, contradiction: 'greets like MPD, and does not answer ping' };
  },
});
