// Which words of another scanner's command line were its targets: those that are addresses, networks or ranges of them, and no
// value of an option. Files of targets, and names, are not followed.

/** Options whose value may look like an address. */
const TAKE_ADDRESSES =
  /^(--exclude|--dns-servers|-S|-D|-e|-g|--source-port|--proxies|--adapter-ip|--router-ip|--source-ip)$/;
const ADDRESSES = /^\d{1,3}(\.[\d,*-]{1,64}){3}(\/\d{1,2})?(-\d{1,3}(\.\d{1,3}){3})?$/;
const TARGETS_MOST = 256;

export function targetsOf(argv: readonly string[]): string[] {
  const found = argv.filter((word, at) => ADDRESSES.test(word) && !TAKE_ADDRESSES.test(argv[at - 1] ?? ''));
  return found.slice(0, TARGETS_MOST);
}
