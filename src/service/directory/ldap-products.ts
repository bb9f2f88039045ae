// What a root DSE says of the program: vendorName and vendorVersion (RFC 3045), and what only some of them have.
import type { Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

type Attributes = ReadonlyMap<string, readonly string[]>;

/** domainControllerFunctionality ([MS-ADTS] 3.1.1.3.2.25). */
const WINDOWS = [
  'Windows 2000',
  '',
  'Windows Server 2003',
  'Windows Server 2008',
  'Windows Server 2008 R2',
  'Windows Server 2012',
  'Windows Server 2012 R2',
  'Windows Server 2016 or later',
  '',
  '',
  'Windows Server 2025',
];

export function directoryOf(attributes: Attributes): Partial<Verdict> {
  const first = (name: string): string | undefined => attributes.get(name)?.[0];
  const base = first('defaultnamingcontext') ?? first('namingcontexts');
  const info = base === undefined ? {} : { info: base };
  const vendor = first('vendorname');
  if (vendor !== undefined) return { ...vendorOf(vendor, first('vendorversion')), ...info };
  const level = first('domaincontrollerfunctionality');
  if (level !== undefined) {
    const os = WINDOWS[Number(level)];
    const isCatalog = first('isglobalcatalogready') === 'TRUE';
    return {
      product: 'Microsoft Active Directory',
      info: [base, isCatalog ? 'global catalog' : ''].filter(Boolean).join('; '),
      ...(os === undefined || os === '' ? {} : { os }),
    };
  }
  const classes = attributes.get('objectclass') ?? [];
  if (classes.includes('OpenLDAProotDSE')) {
    return { product: 'OpenLDAP', cpe: [cpeOf('openldap', 'openldap')], ...info };
  }
  return info;
}

function vendorOf(vendor: string, versionText: string | undefined): Partial<Verdict> {
  const version = /\d+(?:\.\d+){1,4}/.exec(versionText ?? '')?.[0];
  const versioned = version === undefined ? {} : { version };
  if (/^389 Project/.test(vendor)) {
    return { product: '389 Directory Server', ...versioned, cpe: [cpeOf('redhat', '389_directory_server', version)] };
  }
  if (/^Samba Team/.test(vendor)) return { product: 'Samba AD', ...versioned, cpe: [cpeOf('samba', 'samba', version)] };
  if (/^Apache Software Foundation/.test(vendor)) {
    return { product: 'ApacheDS', ...versioned, cpe: [cpeOf('apache', 'apacheds', version)] };
  }
  const product = versionText !== undefined && /[A-Za-z]{3}/.test(versionText) ? versionText : vendor;
  return { product, ...versioned };
}
