import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InjectionToken, inject } from '@needle-di/core';
import { noteOf, postConstruct, preDestroy, rpc, service } from './annotations.ts';
import { given, makeServices } from './container.ts';

const names = (made: ReturnType<typeof makeServices>): string[] => made.services.map(({ note }) => note.name);

test('annotations are read from the class, and are its own', () => {
  @service('tides')
  class Tides {
    @postConstruct() open(): void {}
    @rpc() async height(): Promise<number> {
      return 3;
    }
    @rpc({ role: 'operator' }) async set(): Promise<void> {}
    @preDestroy() close(): void {}
    async inner(): Promise<void> {}
  }
  @service('tides-of-rivers')
  class Rivers extends Tides {
    @rpc() async bore(): Promise<void> {}
  }
  const { schemas, ...note } = noteOf(Tides)!;
  assert.deepEqual(note, {
    name: 'tides',
    rpcs: [
      { method: 'height', role: 'viewer' },
      { method: 'set', role: 'operator' },
    ],
    postConstruct: 'open',
    preDestroy: 'close',
  });
  assert.deepEqual(
    noteOf(Rivers)!.rpcs.map(({ method }) => method),
    ['height', 'set', 'bore'],
  );
  assert.equal(noteOf(class Unmarked {}), null);
});

test('services are made after those that they need, each once', () => {
  const made: string[] = [];
  @service('a')
  class A {
    readonly b = inject(B);
    readonly c = inject(C);
    constructor() {
      made.push('a');
    }
  }
  @service('b')
  class B {
    readonly c = inject(C);
    constructor() {
      made.push('b');
    }
  }
  @service('c')
  class C {
    constructor() {
      made.push('c');
    }
  }
  const all = makeServices([A, B, C]);
  assert.deepEqual(names(all), ['c', 'b', 'a']);
  assert.deepEqual(made, ['c', 'b', 'a']);
  assert.equal(all.get(A).c, all.get(B).c);
});

test('what is given is no service', () => {
  const HARBOUR = new InjectionToken<string>('the harbour');
  @service('pilot')
  class Pilot {
    readonly harbour = inject(HARBOUR);
  }
  assert.equal(makeServices([Pilot], [given(HARBOUR, 'Genoa')]).get(Pilot).harbour, 'Genoa');
  assert.throws(() => makeServices([Pilot]), {
    code: 'E_SERVICE_MISSING',
    message: /the service pilot needs .*the harbour/,
  });
});

test('a need that nothing meets names who needs what', () => {
  @service('charts')
  class Charts {}
  @service('pilot')
  class Pilot {
    readonly charts = inject(Charts);
  }
  @service('port')
  class Port {
    readonly pilot = inject(Pilot);
  }
  assert.throws(() => makeServices([Port, Pilot]), {
    code: 'E_SERVICE_MISSING',
    message: /the service pilot needs Charts, which is not there: .*services\.ts/,
  });
});

test('a circle is shown, without those that only lead to it', () => {
  @service('outside')
  class Outside {
    readonly a = inject(A);
  }
  @service('a')
  class A {
    readonly b = inject(B);
  }
  @service('b')
  class B {
    readonly c: object = inject(C);
  }
  @service('c')
  class C {
    readonly a: object = inject(A);
  }
  assert.throws(() => makeServices([Outside, A, B, C]), {
    code: 'E_SERVICE_CIRCLE',
    message: /in a circle: a → b → c → a;/,
  });
});

test('what is no service, and what cannot be made', () => {
  class Unmarked {}
  @service('wreck')
  class Wreck {
    constructor() {
      throw new Error('aground');
    }
  }
  assert.throws(() => makeServices([Unmarked]), { code: 'E_SERVICE', message: /Unmarked .* has no @service/ });
  assert.throws(() => makeServices([Wreck]), {
    code: 'E_SERVICE',
    message: /the service wreck cannot be made: aground/,
  });
});
