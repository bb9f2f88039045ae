/** What the server refuses or cannot do: a stable code (`E_...`), and a message that names the value and says what to do. */
export class ServerError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServerError';
    this.code = code;
  }
}
