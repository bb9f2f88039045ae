/** A file of results that cannot be read: where in it, and why. */
export class ImportError extends Error {
  readonly code = 'E_IMPORT';
}
