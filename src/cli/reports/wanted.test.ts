import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMAT_NAMES, FORMATS } from '../../report/formats/formats.ts';
import { SCAN_HELP_AFTER } from '../help.data.ts';
import { NMAP_FLAGS } from '../nmap-flags.data.ts';
import { translateNmapFlags } from '../nmap-flags.ts';
import { checkReports, fieldList, reportOption } from './wanted.ts';

test('-o FORMAT[=FILE], again and again; nothing and - are stdout', () => {
  const one = reportOption('xml=a=b.xml');
  assert.deepEqual(one, [{ format: 'xml', file: 'a=b.xml' }]);
  assert.deepEqual(reportOption('json', one), [...one, { format: 'json', file: null }]);
  assert.deepEqual(reportOption('csv=-'), [{ format: 'csv', file: null }]);
  assert.deepEqual(reportOption('all=x/base'), [
    { format: 'normal', file: 'x/base.nmap' },
    { format: 'grepable', file: 'x/base.gnmap' },
    { format: 'xml', file: 'x/base.xml' },
  ]);
});

test('what is no format is refused, with those that there are', () => {
  assert.throws(() => reportOption('found.txt'), /Give FORMAT or FORMAT=FILE; formats are json, xml, /);
  assert.throws(() => reportOption('toString=x'), /formats are/);
  assert.throws(() => reportOption('xml='), /Give a file behind "xml="/);
  assert.throws(() => reportOption('all'), /beginning of their names/);
  assert.throws(() => fieldList('ip,prot'), /There is no "prot"; there are ip, proto, /);
  assert.deepEqual(fieldList('port, ip'), ['port', 'ip']);
});

test('one on stdout, and no file twice', () => {
  const on = (...words: string[]) =>
    words.reduce<ReturnType<typeof reportOption>>((all, word) => reportOption(word, all), []);
  checkReports(on('xml=a', 'json=b', 'list', 'csv=/dev/null', 'hosts=/dev/null'), false);
  assert.throws(() => checkReports(on('list', 'csv=-'), false), /-o list and -o csv would both write to stdout/);
  assert.throws(() => checkReports(on('list'), true), /--json and -o list would both/);
  assert.throws(() => checkReports(on('xml=a', 'csv=./a'), false), /"\.\/a" would be written by two formats/);
});

test("nmap's and masscan's options are spellings of it", () => {
  const translate = (line: string) =>
    translateNmapFlags(line.split(' '), (flag) => flag === '-p', NMAP_FLAGS).join(' ');
  assert.equal(translate('-oX out.xml -p 22'), '--output=xml=out.xml -p 22');
  assert.equal(translate('-oXout.xml'), '--output=xml=out.xml');
  assert.equal(translate('-oN - -oG -sU'), '--output=normal=- --output=grepable=-sU');
  assert.equal(
    translate('-oA base -oL a -oJ b -oD c -oM d'),
    [
      '--output=all=base --output=masscan-list=a --output=masscan-json=b',
      '--output=masscan-ndjson=c --output=grepable=d',
    ].join(' '),
  );
  assert.equal(translate('--seed= 5'), '--seed= 5');
  // Without a file the option itself says what is missing.
  assert.equal(translate('-oX'), '--output=xml=');
});

test('each format is in the help, under its own name', async () => {
  for (const name of FORMAT_NAMES) {
    assert.match(SCAN_HELP_AFTER, new RegExp(`^  ([a-z-]+, )*${name}\\b`, 'm'));
    assert.equal((await FORMATS[name]()).name, name);
  }
});
