// Munin node: "Data exchange between master and node" of the Munin guide. It greets with a comment; version and list are its commands.
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

export const munin = defineService({
  name: 'munin',
  title: 'Munin node',
  specification: 'Munin node protocol',
  ports: [4949],

  read({ text }: Reply): Verdict | null {
    const greeting = /^# munin (node|client|async) at ([^\s]{1,253})\r?\n/.exec(text);
    return greeting === null ? null : { confidence: 0.7, product: 'Munin node', hostname: clean(greeting[2]) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'version\n', (text) => text.endsWith('\n'));
    const version = /^munins? node on \S{1,253} version: v?(\d[\w.-]{0,30})/.exec(answer)?.[1];
    if (version === undefined) return verdict;
    const list = await ask(talk, 'list\n', (text) => text.endsWith('\n'));
    if (!talk.closed) talk.send('quit\n');
    return {
      ...verdict,
      confidence: 1,
      version,
      cpe: [cpeOf('munin-monitoring', 'munin', version)],
      details: {
        plugins: clean(list, 2000)
          .split(' ')
          .filter((name) => name !== '')
          .slice(0, 100),
      },
    };
  },
});
