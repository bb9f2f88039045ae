// CPE 2.3 names (`cpe:2.3:a:openbsd:openssh:9.2p1:*`) as the URIs of CPE 2.2 that nmap writes (`cpe:/a:openbsd:openssh:9.2p1`),
// NIST IR 7695 section 6.1.

const PREFIX = 'cpe:2.3:';
/** Part, vendor, product, version, update, edition, language. */
const FIELDS_MOST = 7;

/** As it is where it is none of 2.3. */
export function cpeUri(name: string): string {
  if (!name.startsWith(PREFIX)) return name;
  const fields = name
    .slice(PREFIX.length)
    .split(/(?<!\\):/)
    .slice(0, FIELDS_MOST)
    .map(uriField);
  return `cpe:/${fields.join(':').replace(/:+$/, '')}`;
}

/** What is quoted there is percent-encoded here; any value is empty. */
function uriField(field: string): string {
  if (field === '*') return '';
  return field.replace(/\\(.)/gu, (_, character: string) =>
    /[\w.~-]/.test(character) ? character : encodeURIComponent(character.toWellFormed()).replace(/[!'()*]/g, percent),
  );
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
