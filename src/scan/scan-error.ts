/** An error for a person: a stable code (`E_...`), and a message that names the value and says what to do. */
export class ScanError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScanError';
    this.code = code;
  }
}
