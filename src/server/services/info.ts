// `server`: what this server is, and what whoever asks may do here.
import { inject } from '@needle-di/core';
import { FORMAT_NAMES } from '../../report/formats/formats.ts';
import type { Methods } from '../api.ts';
import { rpc, service } from '../container/annotations.ts';
import type { Call } from '../rpc/call.ts';
import { WORLD } from '../world.ts';
import { Events } from './events.ts';

@service('server', () => import('./info.schema.ts'))
export class Info {
  private readonly world = inject(WORLD);
  private readonly events = inject(Events);

  @rpc()
  async info(_nothing: undefined, { role }: Call): Promise<Methods['server/info']['result']> {
    const { version, survey } = this.world;
    return {
      version,
      role,
      lastEvent: this.events.log.last(),
      mayUseRawSockets: survey.mayOpenRawSockets(),
      formats: FORMAT_NAMES,
    };
  }
}
