/** Targets or ports that cannot be understood or asked: a stable code (`E_...`), and a message that names the value and says what to do. */
export class TargetError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TargetError';
    this.code = code;
  }
}
