// What holds for every format: it is whole, it says what was found, and whatever a stranger said stays text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import type { Line } from '../../finding/finding.ts';
import { FINDINGS, linesOf } from '../findings.test-data.ts';
import { violations } from '../lines.test-data.ts';
import type { ReportOptions } from './format.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from './formats.ts';
import { surveySaying } from './survey.test-data.ts';

async function written(name: FormatName, lines: readonly Line[], options: ReportOptions = {}): Promise<string> {
  let text = '';
  const report = (await FORMATS[name]()).open((more) => {
    text += more;
  }, options);
  for (const line of lines) report.take(line);
  report.end();
  return text;
}

const NASTY = [
  ...[
    '\x1b[2J\x1b]0;x\x07',
    ']]>',
    '</script><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=x>',
  ],
  ...[
    '=cmd|"/c calc"!A1',
    ' =1+1',
    '@SUM(1)',
    '+1',
    '-1',
    '\r\n=1',
    '\ud800',
    'a\udfff\u0000b',
    '\u202egnp.exe',
    '\ufeff\uffff',
  ],
  ...[
    "' or 1=1",
    '"',
    "'",
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    '/',
    '\\',
    '|',
    '`x`',
    '[a](javascript:x)',
    '![a](http://x)',
    '# x',
    '$(x)',
  ],
  ...['&amp;', '&#60;', '<!--', '-->', '<![CDATA[', '<?php ?>', '%s%n', '{{7*7}}', '\u2028', 'A'.repeat(1_000_000), ''],
];
const nasty = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
);
const survey = fc.array(nasty, { minLength: 8, maxLength: 8 }).map((texts) => {
  let at = 0;
  return surveySaying(() => texts[at++ % texts.length]);
});

/** All that a terminal or an editor might obey, but for line ends and tabs. */
const UNPRINTABLE = /[^\P{C}\t\r\n]|[\u2028\u2029]/u;

/** What each has to be, whatever it is about; throws where it is not. */
const SHAPES: Readonly<Record<FormatName, (text: string) => void>> = {
  json(text) {
    for (const line of text.trimEnd().split('\n'))
      assert.deepEqual(
        violations(JSON.parse(line)).filter((each) => !/^(value|text|undeclared)/.test(each)),
        [],
      );
  },
  xml(text) {
    const parser = new SaxesParser();
    const elements = new Set<string>();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name }) => elements.add(name));
    parser.write(text).close();
    for (const name of ['nmaprun', 'host', 'port', 'service', 'osmatch', 'runstats'])
      assert.ok(elements.has(name), name);
    assert.equal(elements.has('svg') || elements.has('img'), false);
  },
  grepable(text) {
    const lines = text.trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^(# Portolan |Host: 198\.18\.0\.\d+ \()/);
    const ports = lines
      .find((line) => line.includes('\tPorts: '))!
      .split('\tPorts: ')[1]
      .split('\t')[0];
    for (const port of ports.split(', ')) assert.equal(port.split('/').length, 8, port);
  },
  normal: (text) => assert.match(text, /443\/tcp/),
  csv(text) {
    const rows = text.split('\r\n');
    assert.equal(rows.pop(), '');
    for (const row of rows) assert.equal(cellsOf(row).length, 13, row);
    for (const cell of rows.flatMap(cellsOf)) assert.doesNotMatch(cell, /^\s*[=+@-]/);
  },
  html(text) {
    const tags = [...text.matchAll(/<([!/]?[a-z0-9]+)/gi)].map(([, name]) => name.toLowerCase());
    assert.equal(tags.filter((name) => name === 'script').length, 1);
    assert.deepEqual(
      tags.filter((name) => /^(img|iframe|object|embed|form|link|base)$/.test(name)),
      [],
    );
    // Every tag is one that we write, and its attributes are in double quotes.
    const body = text.slice(text.indexOf('</head>'));
    for (const tag of body.match(/<[^>]*>/g) ?? [])
      assert.match(tag, /^<\/?[a-z0-9]+(\s+[a-zA-Z-]+(="[^"<>]*")?)*\/?>$/);
    for (const tag of body.match(/<[^>]*>/g) ?? []) assert.doesNotMatch(tag.replace(/"[^"]*"/g, ''), /\s(on|style)/);
  },
  markdown(text) {
    assert.doesNotMatch(text, /<(?!br)/);
    for (const line of text.split('\n')) {
      if (line.startsWith('| ') && !line.includes('---'))
        assert.ok([3, 5, 6].includes(line.split(/(?<!\\)\|/).length - 1), line);
    }
    assert.doesNotMatch(text, /(?<!\\)\]\(/);
  },
  list: (text) => assert.equal(text, '198.18.0.3:443\n'),
  hosts: (text) => assert.equal(text, '198.18.0.3\n'),
  'masscan-list'(text) {
    for (const line of text.trimEnd().split('\n'))
      assert.match(line, /^(#masscan|# end|open tcp 443 198|banner tcp 443 198\.18\.0\.3 \d+ \S+ ?)/);
  },
  'masscan-json': (text) => assert.ok(JSON.parse(text).length >= 1),
  'masscan-ndjson'(text) {
    for (const line of text.trimEnd().split('\n')) assert.equal(JSON.parse(line).ip, '198.18.0.3');
  },
};

function cellsOf(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

for (const name of FORMAT_NAMES) {
  test(`${name}: whatever strangers say stays text, and nothing of it is obeyed`, async () => {
    const property = fc.asyncProperty(survey, survey, async (lines, before) => {
      const text = await written(name, lines, { before });
      SHAPES[name](text);
      assert.doesNotMatch(text, UNPRINTABLE);
      assert.ok(text.isWellFormed());
      // JSON has it all; what people read has as much of each text as they need.
      if (!/json/.test(name) && !/masscan/.test(name)) assert.ok(text.length < 300_000, `${text.length}`);
    });
    await fc.assert(property, {
      numRuns: 40,
      examples: [[surveySaying(() => NASTY.join('')), surveySaying(() => 'x')]],
    });
  });

  test(`${name}: of nothing, or of what has no end, it is whole`, async () => {
    for (const lines of [[], surveySaying(() => 'x').slice(0, 3), linesOf(FINDINGS)]) {
      const text = await written(name, lines);
      if (name === 'xml')
        assert.match(text, /<runstats><finished [^>]* exit="(error" errormsg="[^"]+|success)"\/>[\s\S]*<\/nmaprun>\n$/);
      if (name === 'html') assert.match(text, /<\/html>\n$/);
      if (name.startsWith('masscan-json')) JSON.parse(text);
    }
  });
}
