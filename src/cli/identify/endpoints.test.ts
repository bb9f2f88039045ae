import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsOf } from './endpoints.ts';
import { portsOfWord } from './ports.ts';

async function endpoints(
  words: readonly string[],
  exclude: readonly string[] = [],
): Promise<[string[], string[], number]> {
  let lookups = 0;
  const notes: string[] = [];
  const lookup = async (name: string): Promise<string[]> => {
    lookups++;
    return name === 'gone.example' ? [] : ['198.18.0.3', '198.18.0.4'];
  };
  const ports = words.flatMap((word) => portsOfWord(word, ''));
  const found = await endpointsOf(ports, { exclude }, { lookup }, (text) => notes.push(text));
  return [found.map(({ ip, port, name }) => `${ip}:${port}${name === undefined ? '' : ` ${name}`}`), notes, lookups];
}

test('addresses, networks and names, each name looked up once', async () => {
  const [found, , lookups] = await endpoints(['198.18.0.9:22', '198.18.1.0/31:80', 'host.example:443,8443']);
  assert.deepEqual(found, [
    '198.18.0.9:22',
    '198.18.1.0:80',
    '198.18.1.1:80',
    '198.18.0.3:443 host.example',
    '198.18.0.4:443 host.example',
    '198.18.0.3:8443 host.example',
    '198.18.0.4:8443 host.example',
  ]);
  assert.equal(lookups, 1);
});

test('what is excluded is not asked, a dead name is told and ends nothing', async () => {
  const [found, notes] = await endpoints(['host.example:1', 'gone.example:1', '198.18.0.9:1'], ['198.18.0.4']);
  assert.deepEqual(found, ['198.18.0.3:1 host.example', '198.18.0.9:1']);
  assert(
    notes.some((text) => text.includes('gone.example')),
    notes.join('|'),
  );
});

test('too many addresses, too many public ones, and none', async () => {
  await assert.rejects(endpoints(['198.18.0.0/15:1']), { exitCode: 2, message: /too many addresses/ });
  await assert.rejects(endpoints(['192.88.0.0/22:1']), { code: 'E_NOT_AUTHORIZED' });
  await assert.rejects(endpoints(['198.18.0.9:1'], ['198.18.0.9']), { code: 'E_NO_TARGETS' });
});
