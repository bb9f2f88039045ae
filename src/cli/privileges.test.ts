import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { becomeCaller, type Identity } from './privileges.ts';
import { scriptPath } from './spawn.test-data.ts';

interface Recorded extends Identity {
  readonly calls: string[];
}

function identity(uid: number, change: Partial<Identity> = {}): Recorded {
  const calls: string[] = [];
  let now = [uid, uid];
  return {
    calls,
    getuid: () => now[0],
    getgid: () => now[1],
    initgroups: (user, group) => calls.push(`initgroups ${user} ${group}`),
    setgroups: (groups) => calls.push(`setgroups ${groups}`),
    setgid(id) {
      calls.push(`setgid ${id}`);
      now = [now[0], id];
    },
    setuid(id) {
      calls.push(`setuid ${id}`);
      now = [id, now[1]];
    },
    ...change,
  };
}

const SUDO = { SUDO_UID: '1000', SUDO_GID: '1001' };

test('root under sudo becomes the caller: groups first, user last', () => {
  const who = identity(0);
  becomeCaller(SUDO, who);
  assert.deepEqual(who.calls, ['initgroups 1000 1001', 'setgid 1001', 'setuid 1000']);
});

test('a user without a name has one group', () => {
  const who = identity(0, {
    initgroups: () => {
      throw new Error('unknown user');
    },
  });
  becomeCaller(SUDO, who);
  assert.deepEqual(who.calls, ['setgroups 1001', 'setgid 1001', 'setuid 1000']);
});

test('nothing happens to others, nor without a caller to become', () => {
  const cases: [Record<string, string>, Recorded][] = [
    [SUDO, identity(1000)],
    [{}, identity(0)],
    [{ SUDO_UID: '1000' }, identity(0)],
    [{ SUDO_UID: '0', SUDO_GID: '0' }, identity(0)],
    [{ SUDO_UID: '-1', SUDO_GID: '1' }, identity(0)],
    [{ SUDO_UID: '4294967295', SUDO_GID: '1' }, identity(0)],
    [{ SUDO_UID: 'root', SUDO_GID: '1' }, identity(0)],
  ];
  for (const [environment, who] of cases) {
    becomeCaller(environment, who);
    assert.deepEqual(who.calls, []);
  }
  becomeCaller(SUDO, {});
});

test('what fails, or has no effect, is an error: never on as root', () => {
  const failing = identity(0, {
    setuid: () => {
      throw new Error('EPERM');
    },
  });
  assert.throws(() => becomeCaller(SUDO, failing), { code: 'E_PRIVILEGES', message: /user 1000 .*EPERM/ });
  assert.throws(() => becomeCaller(SUDO, identity(0, { setuid: () => {} })), { code: 'E_PRIVILEGES' });
});

test('a real process cannot go back', { skip: process.getuid?.() !== 0 && 'needs root' }, () => {
  const script = `
    import { becomeCaller } from ${JSON.stringify(`file://${scriptPath('privileges')}`)};
    becomeCaller({ SUDO_UID: '12345', SUDO_GID: '12346' }, process);
    let back = true;
    try { process.setuid(0); } catch { back = false; }
    console.log(JSON.stringify([process.getuid(), process.geteuid(), process.getgid(), process.getgroups(), back]));
  `;
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(text), [12345, 12345, 12346, [12346], false]);
});
