// Completion for the three shells, from the table of commands and their options. What a shell completes by itself (files, folders,
// interfaces) it is told by what an option takes; a word that is no option is a file's name or something only the person knows.
import type { OptionEntry } from '../manual/commands.data.ts';

export type CommandTable = Readonly<
  Record<string, { readonly summary: string; readonly options: readonly OptionEntry[] }>
>;

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What the shell knows that an option takes. */
function kindOf(value: string | null, flags: readonly string[]): 'file' | 'folder' | 'interface' | 'else' | null {
  if (value === null) return null;
  if (/file/i.test(value)) return 'file';
  if (/folder/i.test(value)) return 'folder';
  return flags.includes('--interface') ? 'interface' : 'else';
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const INTERFACES = 'ls /sys/class/net 2>/dev/null';

export function completionScript(shell: Shell, table: CommandTable): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](table);
}

function bashScript(table: CommandTable): string {
  const names = [...Object.keys(table), 'help'];
  const cases = Object.entries(table).map(([name, { options }]) => {
    const flags = (kind: string): string =>
      options
        .filter(([all, value]) => kindOf(value, all) === kind)
        .flatMap(([all]) => all)
        .join('|');
    const all = options.flatMap(([each]) => each).join(' ');
    const takes = [
      ['file', 'COMPREPLY=($(compgen -f -- "$word")); return'],
      ['folder', 'COMPREPLY=($(compgen -d -- "$word")); return'],
      ['interface', `COMPREPLY=($(compgen -W "$(${INTERFACES})" -- "$word")); return`],
      ['else', 'COMPREPLY=(); return'],
    ].flatMap(([kind, does]) => (flags(kind) === '' ? [] : [`        ${flags(kind)}) ${does} ;;`]));
    const before = takes.length === 0 ? '' : `      case $previous in\n${takes.join('\n')}\n      esac\n`;
    return `    ${name})\n${before}      options='${all}' ;;`;
  });
  return `# Completion of portolan for bash: source <(portolan completion bash)
_portolan() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} options=
  if [ "$COMP_CWORD" -eq 1 ] || { [ "$COMP_CWORD" -eq 2 ] && [ "$previous" = help ]; }; then
    COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _portolan portolan
`;
}

function zshScript(table: CommandTable): string {
  const plain = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');
  const commands = Object.entries(table).map(([name, { summary }]) => `    ${quoted(`${name}:${plain(summary)}`)}`);
  const takes = { file: '_files', folder: '_files -/', interface: '_net_interfaces', else: ' ' };
  const cases = Object.entries(table).map(([name, { options }]) => {
    const specs = options.flatMap(([flags, value, text]) =>
      flags.map((flag) => {
        const kind = kindOf(value, flags);
        return `        ${quoted(`*${flag}[${plain(text)}]${kind === null ? '' : `:${plain(value ?? '')}:${takes[kind]}`}`)}`;
      }),
    );
    return `    ${name})\n      _arguments -s \\\n${specs.join(' \\\n')} \\\n        '*:word:_files' ;;`;
  });
  return `#compdef portolan
# Completion of portolan for zsh: source <(portolan completion zsh), or save it as _portolan in a folder of $fpath
_portolan() {
  local -a commands=(
${commands.join('\n')}
    'help:the help of a command'
  )
  if (( CURRENT == 2 )) || { (( CURRENT == 3 )) && [[ \${words[2]} == help ]]; }; then
    _describe command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "\${funcstack[1]}" = _portolan ]; then _portolan "$@"; else compdef _portolan portolan; fi
`;
}

function fishScript(table: CommandTable): string {
  const lines = [
    '# Completion of portolan for fish: portolan completion fish > ~/.config/fish/completions/portolan.fish',
    'complete -c portolan -n __fish_use_subcommand -f -a help -d "the help of a command"',
    `complete -c portolan -n "__fish_seen_subcommand_from help" -f -a "${Object.keys(table).join(' ')}"`,
  ];
  for (const [name, { summary, options }] of Object.entries(table)) {
    lines.push(`complete -c portolan -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(summary)}`);
    for (const [flags, value, text] of options) {
      const kind = kindOf(value, flags);
      const takes = {
        file: ' -r -F',
        folder: ' -x -a "(__fish_complete_directories)"',
        interface: ` -x -a "(${INTERFACES})"`,
        else: ' -x',
      };
      const words = flags.map((flag) => {
        if (flag.startsWith('--')) return ` -l ${flag.slice(2)}`;
        return flag.length === 2 ? ` -s ${flag.slice(1)}` : ` -o ${flag.slice(1)}`;
      });
      const seen = `-n "__fish_seen_subcommand_from ${name}"`;
      lines.push(
        `complete -c portolan ${seen}${words.join('')}${kind === null ? '' : takes[kind]} -d ${fishQuoted(text)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Within apostrophes fish knows only these two. */
const fishQuoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
