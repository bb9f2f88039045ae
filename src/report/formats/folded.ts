// Formats that are written when all is known: what comes again is joined first.
import type { Line } from '../../finding/finding.ts';
import { createPicture, fold, type HostPicture, type Picture } from '../../finding/fold.ts';
import { parseIpv4 } from '../../wire/address.ts';
import type { Report, ReportOptions } from './format.ts';

/** A report of one picture, that of the caller where there is one. `write` is called once, at the end. */
export function foldedReport({ picture: shared }: ReportOptions, write: (picture: Picture) => void): Report {
  const picture = shared?.() ?? createPicture();
  return {
    take(line: Line) {
      if (shared === undefined) fold(picture, line);
    },
    end: () => write(picture),
  };
}

/** Those that are reported, by address. */
export function reportedHosts({ hosts }: Picture, { onlyOpen }: ReportOptions): HostPicture[] {
  return [...hosts.values()]
    .filter((host) => !onlyOpen || hasOpen(host))
    .map((host) => ({ host, address: parseIpv4(host.ip) ?? 0 }))
    .sort((one, other) => one.address - other.address)
    .map(({ host }) => host);
}

export function hasOpen({ ports, ends }: HostPicture): boolean {
  return ends.some(({ open, answersAll }) => open > 0 || answersAll) || (ports?.count('open') ?? 0) > 0;
}
