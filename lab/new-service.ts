// npm run new-service FAMILY/NAME: the record of a protocol, its test and its line in the registry, to be filled in.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const [path = ''] = process.argv.slice(2);
const [family, file] = path.split('/');
if (!/^[a-z][a-z0-9]*\/[a-z][a-z0-9-]*$/.test(path)) {
  process.stderr.write(`"${path}" is no FAMILY/NAME: give for example databases/example-db\n`);
  process.exit(2);
}
const source = join(ROOT, 'src/service', `${path}.ts`);
if (existsSync(source)) {
  process.stderr.write(`src/service/${path}.ts is there already\n`);
  process.exit(1);
}
const name = file.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

mkdirSync(dirname(source), { recursive: true });
writeFileSync(
  source,
  `// TODO title: TODO specification and section.
//
//   TODO the layout of the answer: offset, size, meaning
import { ascii } from '../bytes.ts';
import { defineService } from '../service.ts';

export const ${name} = defineService({
  name: '${file}',
  title: 'TODO',
  specification: 'TODO',
  ports: [],
  hello: ascii('TODO\\r\\n'),

  read({ text }) {
    if (!text.startsWith('TODO')) return null;
    return { confidence: 0.5 };
  },
});
`,
);
writeFileSync(
  join(ROOT, 'src/service', `${path}.test.ts`),
  `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { ${name} } from './${file}.ts';

test('an answer, one cut short, and one of another protocol', () => {
  assert.equal(${name}.read(reply('TODO'))?.confidence, 1);
  assert.equal(${name}.read(reply('HTTP/1.1 400 Bad Request\\r\\n\\r\\n')), null);
});
`,
);
const registry = join(ROOT, 'src/service/registry.ts');
const lines = readFileSync(registry, 'utf8').split('\n');
/** Imports stand in the order of their files, as `npm run check` wants them. */
const isAfter = (line: string): boolean => (/^import .* from '\.\/(.+)\.ts';$/.exec(line)?.[1] ?? '') > path;
const next = lines.findIndex(isAfter);
const lastImport = lines.findLastIndex((line) => line.startsWith('import '));
lines.splice(next >= 0 ? next : lastImport + 1, 0, `import { ${name} } from './${path}.ts';`);
const heading = lines.indexOf(`  // ${family}`);
const end = lines.lastIndexOf('];');
if (heading >= 0) lines.splice(heading + 1, 0, `  ${name},`);
else lines.splice(end, 0, `  // ${family}`, `  ${name},`);
writeFileSync(registry, lines.join('\n'));
process.stdout.write(
  `src/service/${path}.ts, its test, and a line in src/service/registry.ts: fill in what says TODO\n`,
);
