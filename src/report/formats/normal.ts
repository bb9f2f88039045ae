// The table and the summary, as they stand on the terminal, without colour.
import { loadRegistered } from '../registered.ts';
import { servicesLine } from '../service-text.ts';
import { summary } from '../summary.ts';
import { hostTable } from '../terminal.ts';
import { foldedReport, hasOpen } from './folded.ts';
import type { ReportFormat } from './format.ts';

export async function loadNormal(): Promise<ReportFormat> {
  const registered = await loadRegistered();
  return {
    name: 'normal',
    about: 'the table, as on the terminal',
    open: (write, options) =>
      foldedReport(options, (picture) => {
        const hostsAlone = ![...picture.hosts.values()].some((host) => host.ends.length > 0 || hasOpen(host));
        const table = hostTable(picture, { onlyOpen: options.onlyOpen, hostsAlone, registered });
        write(table + (picture.end === null ? '' : summary(picture.end)) + servicesLine(picture.phases));
      }),
  };
}
