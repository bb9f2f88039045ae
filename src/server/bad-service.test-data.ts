// A service that misbehaves as the environment says (BAD_SERVICE: "throws in init", "hangs in destroy", "blocks in init",
// "blocks later in destroy" ...), one that it needs, and one that needs it; each tells its steps on stderr.
import { inject } from '@needle-di/core';
import { postConstruct, preDestroy, type ServiceClass, service } from './container/annotations.ts';

const bad = process.env.BAD_SERVICE ?? '';
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function run(step: 'init' | 'destroy'): Promise<void> | void {
  say(`${step} bad`);
  if (bad === `throws in ${step}`) throw new Error('no water');
  if (bad === `hangs in ${step}`) return new Promise(() => {});
  if (bad === `blocks in ${step}`) for (;;);
  if (bad === `blocks later in ${step}`) {
    return new Promise(() => {
      setTimeout(() => {
        for (;;);
      }, 50);
    });
  }
}

@service('below')
class Below {
  @postConstruct()
  open(): void {
    say('init below');
  }

  @preDestroy()
  close(): void {
    say('destroy below');
  }
}

@service('bad')
class Bad {
  readonly below = inject(Below);

  @postConstruct()
  open(): Promise<void> | void {
    return run('init');
  }

  @preDestroy()
  close(): Promise<void> | void {
    return run('destroy');
  }
}

@service('above')
class Above {
  readonly bad = inject(Bad);

  @postConstruct()
  open(): void {
    say('init above');
  }

  @preDestroy()
  close(): void {
    say('destroy above');
  }
}

export const BAD_SERVICES: readonly ServiceClass[] = [Above, Bad, Below];
