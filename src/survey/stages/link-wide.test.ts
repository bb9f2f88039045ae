import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProbeName } from '../../probe/probe-name.ts';
import type { Range } from '../../target/ranges.ts';
import type { SurveyPlan } from '../plan.ts';
import type { SurveyRequest } from '../request.ts';
import { mayAskLinks } from './link-wide.ts';

function planFor(request: SurveyRequest, ...targets: Range[]): Pick<SurveyPlan, 'scans' | 'request'> {
  const scan = { spec: { targets } } as unknown as ReturnType<SurveyPlan['scans']['get']>;
  return { request, scans: new Map([['syn' as ProbeName, scan!]]) };
}

const NETWORK: Range = [0xc612_0000, 0xc612_00ff];
const HOST: Range = [0xc612_0001, 0xc612_0001];

test('a network is asked as a whole; single hosts are not, since others would be asked too', () => {
  assert.equal(mayAskLinks(planFor({}, NETWORK)), true);
  assert.equal(mayAskLinks(planFor({}, HOST)), false);
});

test('nobody who is excluded is asked with all others, and a cap is for all packets', () => {
  assert.equal(mayAskLinks(planFor({ exclude: ['198.18.0.7'] }, NETWORK)), false);
  assert.equal(mayAskLinks(planFor({ excludeFile: ['not.txt'] }, NETWORK)), false);
  assert.equal(mayAskLinks(planFor({ rate: 1000 }, NETWORK)), false);
});
