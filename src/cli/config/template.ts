// A config file with every option of every command, none of them in force.
import type { CommandTable } from '../completion/scripts.ts';

const HEAD = `# Settings of portolan. Lines that begin with # say nothing: take the mark away, and the value is yours.
# An option's long name is a key. A flag wins over the environment (PORTOLAN_RATE=500), that over this file.
# Exclusions always count, wherever they stand. "portolan config" shows what holds, and where it comes from.

# Above the first section: for every command that has the option.
# rate = 500
# exclude = ["198.18.0.9", "printer.example"]
`;
const NOT_FOR_FILES = /^--(help|json-schema|template|config|version)$/;

export function configTemplate(table: CommandTable): string {
  let text = HEAD;
  for (const [name, { summary, options }] of Object.entries(table)) {
    const lines = options.flatMap(([flags, value, about]) => {
      const long = flags.find((flag) => flag.startsWith('--') && !NOT_FOR_FILES.test(flag));
      if (long === undefined) return [];
      const key = long.slice(2);
      const [shown, example] =
        key.startsWith('no-') && value === null ? [key.slice(3), 'false'] : [key, exampleOf(value)];
      return [`# ${about}`, `# ${shown} = ${example}`];
    });
    if (lines.length > 0) text += `\n# ${summary}\n[${name}]\n${lines.join('\n')}\n`;
  }
  return text;
}

function exampleOf(value: string | null): string {
  if (value === null) return 'true';
  return value === 'n' ? '1' : '""';
}
