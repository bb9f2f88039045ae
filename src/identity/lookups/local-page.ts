// Where a host says that it is described: only on itself, and only by plain HTTP, is it asked there.
export interface LocalPage {
  readonly port: number;
  readonly path: string;
}

const LENGTH_MOST = 500;

/** Null where it is anywhere else. */
export function localPage(location: unknown, ip: string): LocalPage | null {
  if (typeof location !== 'string' || location.length > LENGTH_MOST) return null;
  let url: URL;
  try {
    url = new URL(location);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' || url.hostname !== ip || url.username !== '' || url.password !== '') return null;
  return { port: url.port === '' ? 80 : Number(url.port), path: url.pathname + url.search };
}

const TOLD_MOST = 65_536;

/** Whether it is asked for the first time: a scan and a search of ours may both find the same description. */
export function onceOnly(): (what: string) => boolean {
  const told = new Set<string>();
  return (what) => {
    if (told.has(what) || told.size >= TOLD_MOST) return false;
    told.add(what);
    return true;
  };
}
