import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Word } from '../words/word.ts';
import { evidenceOfOs } from './evidence.ts';
import { goTogether } from './families.ts';
import { osOf } from './os.ts';
import type { SystemRow } from './system.ts';
import { SYSTEMS } from './systems.ts';

const wordOf = ([, , about, , , example]: SystemRow): Word => ({
  about,
  text: example,
  sure: 1,
  origin: 'one',
  place: 'one',
});

test('every row fits its example, and says its own family or one that goes with it', () => {
  for (const row of SYSTEMS) {
    const [family, weight, about, pattern, rests] = row;
    const name = `${family}: ${about} ${pattern}`;
    assert.ok(rests.length > 3, name);
    assert.match(row[5], pattern, name);
    const evidence = evidenceOfOs({ ip: '198.18.0.1' }, [wordOf(row)]);
    assert.ok(
      evidence.some((each) => each.is === family && each.weight === weight),
      name,
    );
    for (const each of evidence) assert.ok(goTogether(each.is, family), `${name} says ${each.is}`);
    const { os } = osOf(evidence);
    assert.ok(os === null || goTogether(os.family, family), name);
  }
});
