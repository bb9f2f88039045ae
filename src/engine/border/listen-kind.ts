// Listening as the engine takes it: what it believes of a job, and how it is run. It ends when it is stopped.
import type { ListenEvent, ListenOptions } from '../../link/listen/types.ts';
import type { JobKind } from './job-kind.ts';
import { flag, object, orNull, refuse, text } from './shapes.ts';

export const listenKind: JobKind<ListenOptions, ListenOptions, ListenEvent> = {
  checkHead: object<ListenOptions>({ interfaceName: orNull(text(15, /^[^\s/]+$/)), everything: flag, asksIpv6: flag }),
  bytesOf: () => 0,
  records: () => false,
  job: (head) => (head.asksIpv6 && head.interfaceName === null ? refuse('asksIpv6', 'without an interface') : head),
  async run(options, emit, signal, { routing, waiting }) {
    const { listen } = await import('../../link/listen/listen.ts');
    await listen(options, { emit, routing, waiting }, signal);
  },
};
