/** What `portolan completion --help` prints. */
export const COMPLETION_HELP = `Usage: portolan completion [options] shell

Prints what makes a shell complete the commands and options of portolan.

  shell  bash, zsh or fish

Options:
  -h, --help  print this text

Examples:
  source <(portolan completion bash)                 in this shell; in ~/.bashrc for all
  portolan completion zsh > ~/.zfunc/_portolan       a folder of $fpath
  portolan completion fish > ~/.config/fish/completions/portolan.fish
`;
