import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readFingerprints } from './recog.ts';

test('what is passed over is told once; without one, and without services, nothing is read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-recog-'));
  await writeFile(join(folder, 'a.xml'), '<fingerprints matches="ntp.banner"/>');
  await writeFile(join(folder, 'b.xml'), '<fingerprints matches="ntp.banner"/>');
  const { book, notices } = await readFingerprints({ recog: folder });
  assert.ok(book !== null);
  assert.deepEqual(
    notices.map(({ code, text }) => [code, text.replace(folder, 'DIR')]),
    [
      [
        'N_RECOG',
        '0 fingerprints of recog are read from DIR; passed over, as nothing here is asked that shows it: ntp.banner',
      ],
    ],
  );
  await writeFile(join(folder, 'c.xml'), 'no XML');
  await assert.rejects(readFingerprints({ recog: folder }), { code: 'E_RECOG', message: /c\.xml:1: / });
  assert.equal((await readFingerprints({ recog: folder, services: false })).book, null);
  assert.equal((await readFingerprints({})).book, null);
  await rm(folder, { recursive: true });
});
