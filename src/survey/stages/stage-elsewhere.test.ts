import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recognise } from '../../service/recognise/recognise.ts';
import type { SurveyRequest } from '../request.ts';
import { endOf, endOfScan, HOST, run } from '../run.test-data.ts';
import { companionsOf } from './stages.ts';

const REQUEST: SurveyRequest = {
  targets: ['198.18.0.1-2'],
  probes: ['udp'],
  services: false,
  identity: false,
  seed: 'a',
};

/** Port 69 answers, others are silent. */
function answering(asked: string[]): Recognise {
  return async ({ ip, port, onlyUnasked }) => {
    asked.push(`${ip}:${port} ${onlyUnasked}`);
    const evidence = { sent: new Uint8Array(0), received: new Uint8Array(1), greeted: false };
    const exchanges = port === 69 ? [evidence] : [];
    return { service: 'unknown', verdict: { confidence: 0 }, tls: null, exchanges };
  };
}

const surveyOf = (request: SurveyRequest, asked: string[], found: readonly object[] = []) =>
  run(
    request,
    async function* (spec) {
      yield { ...HOST };
      for (const each of found) yield each as never;
      yield endOfScan(spec);
    },
    undefined,
    undefined,
    answering(asked),
  );

const opened = ({ lines }: Awaited<ReturnType<typeof run>>) =>
  lines.flatMap((line) =>
    line.type === 'port' && line.state === 'open' ? [`${line.stage} ${line.ip}:${line.port}`] : [],
  );

test('without services: ports that answer from elsewhere are asked of hosts that are there, and of few others, and told as open alone', async () => {
  const asked: string[] = [];
  const ran = await surveyOf({ ...REQUEST, ports: '60-80' }, asked);
  assert.deepEqual(
    asked.sort(),
    [1, 2].flatMap((host) => [67, 69].map((port) => `198.18.0.${host}:${port} true`)),
  );
  assert.deepEqual(opened(ran).sort(), ['elsewhere 198.18.0.1:69', 'elsewhere 198.18.0.2:69']);
  assert(!ran.lines.some(({ type }) => type === 'service'));
  assert.equal(endOf(ran).openPorts, 1 + 2);
  const there = ran.lines.flatMap((line) => (line.type === 'host' ? [`${line.stage} ${line.ip}`] : []));
  assert.deepEqual(there, ['udp 198.18.0.1', 'elsewhere 198.18.0.2'], 'a host of which a port is open is there');
});

test('with a rate they are asked when the scan has ended; of many that nobody saw none', async () => {
  const request = { ...REQUEST, targets: ['198.18.0.0/24'], ports: '69', rate: 100 };
  assert.deepEqual(opened(await surveyOf(request, [])), ['elsewhere 198.18.0.1:69']);
});

test('ports that the scan does not ask are not asked, nor is one told twice', async () => {
  const asked: string[] = [];
  assert.deepEqual(opened(await surveyOf({ ...REQUEST, ports: '1-60' }, asked)), []);
  assert.deepEqual(asked, []);
  const tftp = { type: 'port', ip: '198.18.0.1', proto: 'udp', port: 69, state: 'open', reason: 'udp-response' };
  assert.deepEqual(opened(await surveyOf({ ...REQUEST, targets: ['198.18.0.1'], ports: '69' }, asked, [tftp])), [
    'udp 198.18.0.1:69',
  ]);
});

test('where the addresses to ask from are named, none asks beside them', () => {
  const isThere = (request: SurveyRequest) => companionsOf(request).some(({ name }) => name === 'elsewhere');
  const asks = [REQUEST, { ...REQUEST, sources: 'one' as const }, { ...REQUEST, sources: ['198.18.0.9'] }];
  assert.deepEqual([...asks, { ...REQUEST, source: '198.18.0.9' }].map(isThere), [true, true, false, false]);
});
