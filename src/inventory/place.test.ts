import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlace, type Person } from './place.ts';

const ANNA: Person = { uid: () => 1000, home: () => '/root', knownHome: () => '/home/anna' };

test('the folder for state, of the person who called: under sudo not root’s', () => {
  assert.equal(defaultPlace({}, ANNA), '/root/.local/state/portolan/inventory.db');
  assert.equal(defaultPlace({ SUDO_UID: '1000' }, ANNA), '/home/anna/.local/state/portolan/inventory.db');
  // Not become that person: no business in that home.
  assert.equal(defaultPlace({ SUDO_UID: '1001' }, ANNA), '/root/.local/state/portolan/inventory.db');
  assert.equal(defaultPlace({ XDG_STATE_HOME: '/state', SUDO_UID: '1000' }, ANNA), '/state/portolan/inventory.db');
  assert.equal(defaultPlace({ XDG_STATE_HOME: 'relative' }, ANNA), '/root/.local/state/portolan/inventory.db');
  const nameless: Person = { ...ANNA, knownHome: () => assert.fail('ENOENT') };
  assert.equal(defaultPlace({ SUDO_UID: '1000' }, nameless), '/root/.local/state/portolan/inventory.db');
});
