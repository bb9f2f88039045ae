// Every view has an address of its own, so that back works, a link can be sent, and a reload shows the same.

export const VIEWS = ['chart', 'hosts', 'scan', 'changes', 'ports', 'schedules', 'settings'] as const;
export type ViewName = (typeof VIEWS)[number];

export type Route =
  | { readonly view: 'chart' }
  | { readonly view: 'hosts'; readonly filter: string; readonly sort: string }
  | { readonly view: 'host'; readonly host: string }
  | { readonly view: 'scan'; readonly targets: string }
  | { readonly view: 'changes'; readonly from: number | null; readonly to: number | null }
  | { readonly view: 'ports'; readonly port: number | null }
  | { readonly view: 'schedules' }
  | { readonly view: 'settings' }
  | { readonly view: 'nowhere'; readonly path: string };

/** Longest word that is taken from an address. */
const LONGEST = 500;

export function readAddress(path: string, search = ''): Route {
  const words = new URLSearchParams(search);
  const word = (name: string): string => (words.get(name) ?? '').slice(0, LONGEST);
  const number = (name: string): number | null => {
    const text = word(name);
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  const [first = '', second, ...rest] = path.replace(/^\/|\/$/g, '').split('/');
  if (first === 'host' && second !== undefined && second !== '' && rest.length === 0) {
    const host = unescaped(second);
    if (host !== null) return { view: 'host', host };
  }
  if (second !== undefined) return { view: 'nowhere', path };
  switch (first) {
    case '':
      return { view: 'chart' };
    case 'hosts':
      return { view: 'hosts', filter: word('filter'), sort: word('sort') };
    case 'scan':
      return { view: 'scan', targets: word('targets') };
    case 'changes':
      return { view: 'changes', from: number('from'), to: number('to') };
    case 'ports': {
      const port = number('port');
      return { view: 'ports', port: port !== null && port <= 65_535 ? port : null };
    }
    case 'schedules':
    case 'settings':
      return { view: first };
    default:
      return { view: 'nowhere', path };
  }
}

export function addressOf(route: Route): string {
  switch (route.view) {
    case 'chart':
      return '/';
    case 'host':
      return `/host/${encodeURIComponent(route.host)}`;
    case 'hosts':
      return withWords('/hosts', { filter: route.filter, sort: route.sort });
    case 'scan':
      return withWords('/scan', { targets: route.targets });
    case 'changes':
      return withWords('/changes', { from: route.from, to: route.to });
    case 'ports':
      return withWords('/ports', { port: route.port });
    case 'nowhere':
      return route.path;
    default:
      return `/${route.view}`;
  }
}

/** The address of a view as it is opened from the navigation. */
export function viewAddress(view: ViewName): string {
  return view === 'chart' ? '/' : `/${view}`;
}

export const hostAddress = (host: string): string => addressOf({ view: 'host', host });

function withWords(path: string, words: Readonly<Record<string, string | number | null>>): string {
  const said = Object.entries(words).filter(([, value]) => value !== null && value !== '');
  return said.length === 0
    ? path
    : `${path}?${new URLSearchParams(said.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text).slice(0, LONGEST);
  } catch {
    return null;
  }
}
