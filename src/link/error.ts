/** Something about interfaces or routes that a person has to know and can change. */
export class LinkError extends Error {
  /** Stable: `E_...`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'LinkError';
    this.code = code;
  }
}
