import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InterfacePlan } from '../link/interfaces/interfaces.ts';
import { parseIpv4 } from '../wire/address.ts';
import { fakeSurveyWorld } from './fake.test-data.ts';
import { planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';

const at = (text: string): number => parseIpv4(text) as number;
const ETH0 = { name: 'eth0', addresses: [{ address: at('198.18.0.5'), prefixLength: 24 }] } as unknown as InterfacePlan;

async function plan(request: SurveyRequest, mayOpenRaw = true) {
  const world = await fakeSurveyWorld({ planInterfaces: () => [ETH0], mayOpenRawSockets: () => mayOpenRaw });
  return planSurvey({ targets: ['198.18.0.7'], services: false, identity: false, ...request }, world);
}

test('address, port and time to live reach every scan that they are for', async () => {
  const { scans } = await plan({ probes: ['syn', 'udp'], source: '198.18.0.5', sourcePort: 53, ttl: 7 });
  for (const { spec } of scans.values()) {
    assert.partialDeepStrictEqual(spec, { source: at('198.18.0.5'), sourcePort: 53, ttl: 7 });
  }
  const looking = await plan({ targets: ['198.18.0.0/16'], probes: ['syn'], sourcePort: 53, ttl: 7 });
  const { spec } = looking.scans.get('discover')!;
  assert.deepEqual([spec.sourcePort, spec.ttl], [undefined, 7], 'ways to look for hosts have no port of their own');
  assert.deepEqual((await plan({ source: '198.18.0.5' })).notices, []);
  const [notice] = (await plan({ source: '198.18.0.5', services: true })).notices;
  assert.match(notice.text, /^-S is for what asks ports and hosts/);
});

test('what cannot be is refused before anything is sent', async () => {
  const refused: [SurveyRequest, string, RegExp][] = [
    [{ source: '198.18.0.9' }, 'E_NOT_OUR_ADDRESS', /198\.18\.0\.9 \(-S\) is not an address .*it has 198\.18\.0\.5/],
    [{ source: 'eth0' }, 'E_REQUEST', /"eth0" \(-S\) is no IPv4 address/],
    [{ source: '198.18.0.5', probes: ['udp'], sources: ['198.18.0.5'] }, 'E_REQUEST', /-S and --sources/],
    [{ probes: ['icmp'], sourcePort: 53 }, 'E_REQUEST', /-g 53 has no meaning where no ports are asked/],
    [{ probes: ['syn'], engine: 'kernel', sourcePort: 53 }, 'E_REQUEST', /the kernel engine cannot ask from one port/],
    [{ engine: 'connect', ttl: 7 }, 'E_NO_PERMISSION', /^--ttl needs raw sockets, and the connect engine/],
  ];
  for (const [request, code, message] of refused) await assert.rejects(plan(request), { code, message });
  await assert.rejects(plan({ probes: ['syn'], sourcePort: 53 }, false), {
    code: 'E_NO_PERMISSION',
    message: /^-g needs/,
  });
});
