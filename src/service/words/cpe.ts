// CPE 2.3 formatted strings (NISTIR 7695 section 6.2).

/** Of an application; `version` missing: any. */
export function cpeOf(vendor: string, product: string, version?: string): string {
  return `cpe:2.3:a:${escaped(vendor)}:${escaped(product)}:${version === undefined ? '*' : escaped(version)}:*:*:*:*:*:*:*`;
}

/** Lower case; spaces become `_`, all but letters, digits, `_`, `-` and `.` are escaped (section 6.2.1). */
function escaped(part: string): string {
  return part
    .toLowerCase()
    .replaceAll(' ', '_')
    .replace(/[^a-z0-9_.-]/g, (character) => `\\${character}`);
}
