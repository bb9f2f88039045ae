import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoot } from '../../root.test-data.ts';
import { ownOptions } from '../command-line.ts';
import { pingCommandLine } from '../ping/options.ts';
import { scanCommandLine } from '../scan/options.ts';
import { PAGES, pageText } from './pages.test-data.ts';

const OURS = { scan: ownOptions(scanCommandLine({})), ping: ownOptions(pingCommandLine({})) };

for (const page of PAGES) {
  test(`docs/${page.name} is what the corpus says (WRITE_TEXTS=1 writes it)`, () => {
    const path = join(findRoot(), 'docs', page.name);
    const text = pageText(page, OURS[page.command]);
    if (process.env.WRITE_TEXTS === '1') writeFileSync(path, text);
    assert.equal(readFileSync(path, 'utf8'), text);
  });
}
