// `settings`: what scans have by default here, over restarts.
import { join } from 'node:path';
import { inject } from '@needle-di/core';
import { postConstruct, rpc, service } from '../container/annotations.ts';
import { ServerError } from '../server-error.ts';
import { WORLD } from '../world.ts';
import { readKept, writeKept } from './kept-values.ts';
import type { SettingValues } from './settings.schema.ts';

@service('settings', () => import('./settings.schema.ts'))
export class Settings {
  private readonly world = inject(WORLD);
  private readonly path = join(this.world.folder, 'settings.json');
  private values: SettingValues = { exclude: [], rate: null };

  get current(): SettingValues {
    return this.values;
  }

  @postConstruct()
  async read(): Promise<void> {
    const { SETTINGS } = await import('./settings.schema.ts');
    const kept = SETTINGS.safeParse(await readKept(this.path, {}));
    if (!kept.success) throw new ServerError('E_STATE', `${this.path}: ${kept.error.issues[0].message}`);
    this.values = kept.data;
  }

  @rpc()
  async get(): Promise<Readonly<Record<string, unknown>>> {
    return { ...this.values };
  }

  @rpc({ role: 'operator' })
  async set({ name, value }: { name: string; value: unknown }): Promise<null> {
    const { SETTINGS } = await import('./settings.schema.ts');
    if (!Object.hasOwn(SETTINGS.shape, name)) {
      const names = Object.keys(SETTINGS.shape).join(', ');
      throw new ServerError('E_SETTING', `there is no setting ${JSON.stringify(name)}: there are ${names}`);
    }
    const next = SETTINGS.safeParse({ ...this.values, [name]: value });
    if (!next.success) throw new ServerError('E_SETTING', `${name}: ${next.error.issues[0].message}`);
    await writeKept(this.path, next.data);
    this.values = next.data;
    return null;
  }
}
