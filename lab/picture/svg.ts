// A terminal's text as an SVG picture: bold, dim, green and yellow as words of a style, light or dark as the reader's system is.
//
//  1. Every character stands in a cell of its own column: a line is as long as its text says, whatever font draws it.
//  2. What is longer than the screen goes on in the next line, as on a terminal.
//  3. The text is a stranger's: nothing of it is markup.

const CELL = 7.83;
const LINE = 18;
const MARGIN = 16;
const BAR = 30;

/** ECMA-48 SGR: which numbers begin and end what. */
const BEGINS: Readonly<Record<string, string>> = { 1: 'bold', 2: 'dim', 32: 'green', 33: 'yellow' };

interface Run {
  readonly text: string;
  readonly style: string;
}

export function terminalSvg(title: string, text: string, columns = 100): string {
  const lines = text
    .replace(/\n+$/, '')
    .split('\n')
    .flatMap((line) => wrapped(runsOf(line), columns));
  const [width, height] = [Math.ceil(2 * MARGIN + columns * CELL), BAR + 2 * MARGIN + lines.length * LINE];
  const rows = lines.map((runs, at) => {
    let column = 0;
    const spans = runs.map((run) => {
      const x = (MARGIN + column * CELL).toFixed(1);
      column += run.text.length;
      const length = (run.text.length * CELL).toFixed(1);
      const style = run.style === '' ? '' : ` class="${run.style}"`;
      return `<tspan x="${x}" textLength="${length}"${style}>${escaped(run.text)}</tspan>`;
    });
    return `<text y="${BAR + MARGIN + at * LINE + 10}">${spans.join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>
  .paper { fill: #fbfaf6; stroke: #d8d4c8 } .bar { fill: #efece3 }
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #22304a; white-space: pre }
  .bold { font-weight: 600 } .dim { fill: #7b8394 } .green { fill: #1a7f4b } .yellow { fill: #9a6200 } .title { fill: #7b8394 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #101a2c; stroke: #2a3853 } .bar { fill: #17233a } text { fill: #dbe3f2 }
    .dim, .title { fill: #7f8da8 } .green { fill: #5fd39a } .yellow { fill: #e7b95a }
  }
</style>
<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
<path class="bar" d="M1 ${BAR}V9a8 8 0 0 1 8-8H${width - 9}a8 8 0 0 1 8 8V${BAR}z"/>
<text class="title" x="${MARGIN}" y="${BAR - 10}">${escaped(title)}</text>
<g xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let style = '';
  for (const [, codes, text] of line.matchAll(/(?:\x1b\[([\d;]*)m)?([^\x1b]*)/g)) {
    if (codes !== undefined) style = codes.split(';').reduce((_, code) => BEGINS[code] ?? '', style);
    if (text !== '') runs.push({ text, style });
  }
  return runs;
}

/** Rule 2. */
function wrapped(runs: readonly Run[], columns: number): Run[][] {
  const lines: Run[][] = [[]];
  let room = columns;
  for (const { text, style } of runs) {
    for (let at = 0; at < text.length; ) {
      if (room === 0) {
        lines.push([]);
        room = columns;
      }
      const piece = text.slice(at, at + room);
      lines.at(-1)!.push({ text: piece, style });
      at += piece.length;
      room -= piece.length;
    }
  }
  return lines;
}

function escaped(text: string): string {
  return text
    .replaceAll(/[\x00-\x08\x0b-\x1f\x7f]/g, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
