/** What `portolan resume --help` prints. */
export const RESUME_HELP = `Usage: portolan resume [options] [scan]

Goes on with a scan that was interrupted (Ctrl-C, SIGTERM, the end of the terminal), or whose processes died or
were killed: at the very probe. Nothing is asked again that had answered; what is open is told once.

The scan is named by its number in the inventory (portolan scans; it is told when a scan ends early), or by the folder
of --journal; without a name it is the one that ended last. It goes on as it was asked for: the same addresses,
ports, order, limits and outputs; all that was found is printed, also what was found before, and files of -o are
written anew. Who is not to be asked now (PORTOLAN_EXCLUDE) is not asked, though he was then. Routes and neighbours
are found anew; where other hosts are there than then, those that were silent are asked once more. A scan to which
targets were added while it ran (portolan serve) is gone on with whole, its parts one after another.

Options:
  --list      scans that can be gone on with, the newest first
  -h, --help  print this text

Examples:
  portolan resume
  portolan resume 12
  portolan resume ./journal          of: portolan scan --journal ./journal 198.18.0.0/24

Journals stand in $XDG_STATE_HOME/portolan/journals (~/.local/state/portolan/journals), readable by their owner
alone; that of a scan which has ended by itself is removed. "portolan scan --no-journal" keeps none; a scan that is
recorded (--pcap) has none. Full connections and UDP by ordinary sockets: who was silent is asked anew. A journal
that is damaged, of another version or of another scan is an error (E_JOURNAL), and nothing is sent.

Exit codes: as "portolan scan"; 1 where there is no such journal.
`;
