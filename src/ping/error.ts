/** A ping that cannot begin: a stable code (`E_...`), and a message that names the value and says what to do. */
export class PingError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PingError';
    this.code = code;
  }
}
