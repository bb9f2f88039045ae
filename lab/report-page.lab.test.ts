// The HTML report in a browser, as whoever got the file opens it: a file, no server, and strangers' words in every place.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Line } from '../src/finding/finding.ts';
import { FORMATS } from '../src/report/formats/formats.ts';
import { surveySaying } from '../src/report/formats/survey.test-data.ts';
import { CHROMIUM, openBrowser } from '../ui/mock/browser.test-data.ts';

const skip = !existsSync(CHROMIUM) && 'to try it: apt-get install --no-install-recommends chromium';

const HOSTILE =
  '</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202e\u001b[2J "\'><svg onload=alert(3)>';
const OTHER = '198.18.0.4';

/** The same of another host, which the earlier survey had not. */
function another(lines: readonly Line[]): Line[] {
  return lines
    .filter((line) => 'ip' in line)
    .map((line) => ({ ...line, ip: OTHER }) as Line)
    .map((line) => (line.type === 'certificate' ? { ...line, notAfter: '2020-01-01T00:00:00.000Z' } : line));
}

test('the HTML report in a browser: nothing of strangers runs, words find hosts, columns sort, paper and night', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-page-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'report.html');
  const before = surveySaying(() => 'nas.example');
  const now = surveySaying(() => HOSTILE);
  let text = '';
  const report = (await FORMATS.html()).open(
    (more) => {
      text += more;
    },
    { before },
  );
  for (const line of [...now.slice(0, -1), ...another(now), now.at(-1)!]) report.take(line);
  report.end();
  await writeFile(file, text);

  await using browser = await openBrowser();
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('dialog', (dialog) => {
    faults.push(`a stranger speaks: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => request.url() !== `file://${file}` && faults.push(request.url()));
  await page.goto(`file://${file}`);

  const shown = async (): Promise<number> => page.locator('tr[data-find=host]:visible').count();
  assert.equal(await shown(), 2);
  assert.ok((await page.locator('section svg rect').count()) > 0, 'charts');
  const certificates = page.locator('table', { hasText: '2020-01-01' });
  assert.match((await certificates.first().textContent()) ?? '', /2026-12-20/);
  assert.match((await page.locator('main').textContent()) ?? '', /198\.18\.0\.4/);
  assert.ok((await page.locator('.new').count()) > 0, 'what is new since the survey before is marked');

  await page.keyboard.press('/');
  await page.keyboard.type(OTHER);
  await page.getByText('1 of 2 hosts').waitFor();
  assert.equal(await shown(), 1);
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual([await shown(), await page.locator('.find').isVisible()], [2, false]);
  await page.emulateMedia({ media: 'screen' });
  await page.locator('#find').fill('');
  await page.getByText('of 2 hosts').waitFor({ state: 'detached' });
  assert.equal(await shown(), 2);

  const first = async (): Promise<string> => (await page.locator('tr[data-find=host]').first().textContent()) ?? '';
  const sort = page.locator('table:has(tr[data-find=host]) th[data-sorts] button').first();
  await sort.click();
  assert.match(await first(), /198\.18\.0\.3/);
  await sort.click();
  assert.match(await first(), /198\.18\.0\.4/);

  const paper = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await paper();
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await paper(), light);
  assert.deepEqual(faults, []);
});
