/** What `portolan config --help` prints. */
export const CONFIG_HELP = `Usage: portolan config [options]

Shows what the config files and the environment set, for which command, and where each value comes from.

Options:
  --template       print a config file with every option, as comments
  --config <file>  this file (or PORTOLAN_CONFIG) instead of the usual ones; with every command
  --json           as lines of JSON
  -h, --help       print this text

Files, where they are there, what a later one says wins:
  /etc/portolan.toml
  DIR/portolan/portolan.toml               each of $XDG_CONFIG_DIRS, or /etc/xdg
  $XDG_CONFIG_HOME/portolan/portolan.toml  or ~/.config/portolan/portolan.toml

A file:
  rate = 500                     for every command that has the option
  [scan]
  exclude = ["198.18.0.9"]       for this command
  identity = false               as --no-identity

A flag wins over the environment (PORTOLAN_RATE=500), that over a file. Exclusions always count, wherever they
stand. Under sudo the files are those of the person who called it, read with that person's rights.

Exit codes: 0 finished, 1 a file cannot be read, 2 wrong use, or something in a file that is no option.
`;
