import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSurveyWorld } from './fake.test-data.ts';
import { planSurvey } from './plan.ts';
import { takePortsBeside } from './ports-beside.ts';

const told = (request: Parameters<typeof takePortsBeside>[0]): string[] =>
  takePortsBeside(request).notices.map(({ text }) => text);

test('ports that stand beside all targets are asked, of TCP alone, where nothing else chooses some', async () => {
  const plan = await planSurvey({ targets: ['https://host.example:8443/x', '198.18.0.7:22'] }, await fakeSurveyWorld());
  assert.deepEqual([...plan.scans.keys()], ['syn']);
  assert.deepEqual(plan.scans.get('syn')?.spec.ports, [
    [22, 22],
    [8443, 8443],
  ]);
  assert.deepEqual(
    plan.notices.map(({ text }) => text).filter((text) => text.includes('-p')),
    ['asking the ports that stand beside the targets, as with -p 22,8443'],
  );
});

test('else they are left out, which is told; without any nothing is', () => {
  const ignored = /^the ports beside targets are left out: .*portolan identify host:port$/;
  assert.match(told({ targets: ['a.example:80'], ports: '22' })[0], ignored);
  assert.match(told({ targets: ['a.example:80'], fast: true })[0], ignored);
  assert.match(told({ targets: ['a.example:80', 'b.example'] })[0], ignored);
  assert.match(told({ targets: ['a.example:80'], targetsFile: ['list'] })[0], ignored);
  assert.match(told({ targets: ['a.example:80'], probes: ['discover'] })[0], ignored);
  assert.deepEqual(told({ targets: ['https://a.example/', 'b.example', '198.18.0.0/24'] }), []);
});

test('names of services, and lists that begin with U:', async () => {
  const scansOf = async (ports: string) => {
    const { scans } = await planSurvey({ targets: ['198.18.0.7'], ports }, await fakeSurveyWorld());
    return Object.fromEntries([...scans].map(([probe, { spec }]) => [probe, spec.ports]));
  };
  assert.deepEqual(await scansOf('ssh,https'), {
    syn: [
      [22, 22],
      [443, 443],
    ],
  });
  assert.deepEqual(await scansOf('U:domain'), { udp: [[53, 53]] });
  assert.deepEqual(await scansOf('U:53;22'), {
    syn: [[22, 22]],
    udp: [
      [22, 22],
      [53, 53],
    ],
  });
});
