// Which program an answer is of: the tables first, then what it calls itself in the generic grammar.
//
//   application, interface, device   what a person came for: Grafana
//   server                           what carries it: nginx; stands in `info` where both are known

import type { ServiceNote, Verdict } from '../service.ts';
import { APPLICATIONS } from '../signatures/applications.ts';
import { DEVICES } from '../signatures/devices.ts';
import { INTERFACES } from '../signatures/interfaces.ts';
import { SERVERS } from '../signatures/servers.ts';
import { firstMatch, type Match, type Places, type Row } from '../signatures/signature.ts';
import { cpeOf } from '../words/cpe.ts';
import { namedProduct } from '../words/product.ts';

const APPLIED: readonly Row[] = [...INTERFACES, ...APPLICATIONS, ...DEVICES];
const CPES = new Map([...APPLIED, ...SERVERS].map(([, , product, cpe]) => [product, cpe]));
const APPLIED_NAMES = new Set(APPLIED.map(([, , product]) => product));
/** UPnP Device Architecture 1.1 section 1.2.2: `OS/version UPnP/1.0 product/version`. */
const UPNP = /^([\w .-]{1,40})(?:\/(\S{1,40}))?,? UPnP\/\d\.\d,? (\S.{0,100})$/;
const SYSTEMS =
  /^(Debian|Ubuntu|CentOS|Red Hat Enterprise Linux|Red Hat|Fedora|FreeBSD|Amazon Linux|Raspbian|Win32|Win64|Unix)\b/;

/** No login was asked for what should have one. */
const OPEN: ServiceNote = {
  code: 'N_NO_LOGIN',
  text: 'answers without a login',
  advice: 'require a login or a client certificate, and bind it to the addresses that need it',
};

export function programOf(places: Places, status: number): Partial<Verdict> {
  const applied = firstMatch(APPLIED, places);
  const server = serverOf(places);
  if (applied === null) return server;
  // What `Server:` names is what the row has read there.
  const carrier = server.product === applied.product || applied.place === 'server' ? undefined : server.product;
  const info = [
    applied.model,
    carrier === undefined ? server.info : [carrier, server.version].filter(Boolean).join(' '),
  ];
  const cpe = [
    ...(applied.cpe === undefined ? [] : [applied.cpe]),
    ...(carrier === undefined ? [] : (server.cpe ?? [])),
  ];
  const os = applied.extra.os ?? server.os;
  const version = applied.version ?? (carrier === undefined ? server.version : undefined);
  return {
    ...fromMatch(applied, status),
    ...(version === undefined ? {} : { version }),
    ...(info.some(Boolean) ? { info: info.filter(Boolean).join('; ') } : {}),
    ...(cpe.length > 0 ? { cpe } : {}),
    ...(os === undefined ? {} : { os }),
  };
}

function fromMatch({ product, version, cpe, model, extra }: Match, status: number): Partial<Verdict> {
  const isOpen = extra.open === true && status !== 401 && status !== 403 && status < 500;
  return {
    product,
    ...(version === undefined ? {} : { version }),
    ...(cpe === undefined ? {} : { cpe: [cpe] }),
    ...(extra.os === undefined ? {} : { os: extra.os }),
    ...(extra.device === undefined ? {} : { device: model === undefined ? extra.device : `${extra.device}: ${model}` }),
    ...(extra.service === undefined ? {} : { service: extra.service }),
    ...(isOpen ? { notes: [OPEN] } : {}),
  };
}

/** By the tables; else by its own words in `Server:`, then in `X-Powered-By:`. */
function serverOf(places: Places): Partial<Verdict> {
  const field = places('server') ?? '';
  const comment = /\(([^()]{1,100})\)/.exec(field)?.[1];
  const system = comment === undefined ? undefined : SYSTEMS.exec(comment)?.[1];
  const hints = {
    ...(comment === undefined ? {} : { info: comment }),
    ...(system === undefined ? {} : { os: /^Win/.test(system) ? 'Windows' : system }),
  };
  const known = firstMatch(SERVERS, places);
  if (known !== null) return { ...hints, ...fromMatch(known, 200) };
  const upnp = UPNP.exec(field);
  const named = namedProduct(upnp?.[3] ?? (field || (places('header:x-powered-by') ?? '')));
  if (named === null) return {};
  return { ...named, ...hints, ...(upnp === null ? {} : { os: [upnp[1], upnp[2]].filter(Boolean).join(' ') }) };
}

export const isApplication = (product: string | undefined): boolean =>
  product !== undefined && APPLIED_NAMES.has(product);

/** The product's CPE name with a version that was learnt later. */
export function cpesOf(product: string, version: string): readonly string[] | undefined {
  const [vendor, name] = CPES.get(product)?.split(':') ?? [];
  return name === undefined ? undefined : [cpeOf(vendor, name, version)];
}
