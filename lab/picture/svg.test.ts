import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminalSvg } from './svg.ts';

test('words in colour, each in the column where a terminal has it', () => {
  const svg = terminalSvg('a scan', '\x1b[1m198.18.0.1\x1b[22m  \x1b[32mopen\x1b[39m ssh\n');
  assert.match(
    svg,
    /<tspan x="16\.0" textLength="78\.3" class="bold">198\.18\.0\.1<\/tspan><tspan x="94\.3" textLength="15\.7"> {2}</,
  );
  assert.match(svg, / class="green">open<\/tspan><tspan x="141\.3" textLength="31\.3"> ssh<\/tspan>/);
  assert.match(svg, /prefers-color-scheme: dark/);
});

test('what a stranger said is text', () => {
  const svg = terminalSvg('"x"', '<script>alert(1)</script> & \x07');
  assert.match(svg, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; �</);
  assert.doesNotMatch(svg, /<script/);
});

test('what is too long goes on below', () => {
  const svg = terminalSvg('long', `${'x'.repeat(45)}\x1b[1m${'y'.repeat(10)}`, 50);
  assert.match(
    svg,
    />x{45}<.*class="bold">yyyyy<\/tspan><\/text>\n<text y="74"><tspan x="16\.0" .* class="bold">yyyyy</,
  );
});
