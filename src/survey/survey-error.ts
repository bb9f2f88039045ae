/** What cannot be surveyed as it was asked for: a stable code (`E_...`), and a message that names the value and says what to do. */
export class SurveyError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SurveyError';
    this.code = code;
  }
}
