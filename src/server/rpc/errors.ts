// Errors as JSON-RPC has them: a number, a text, and our own code in `data`.
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';

const NUMBERS: Readonly<Record<string, number>> = {
  E_METHOD: ErrorCodes.MethodNotFound,
  E_PARAMS: ErrorCodes.InvalidParams,
};
/** Of the range that JSON-RPC leaves to applications. */
const OTHER = -32_000;

/** Whether an error was made to be read by a person. */
export function isForPeople(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E_');
}

/** What nobody foresaw is told to `report`, and a client learns only that it was so. */
export function responseError(error: unknown, report: (error: unknown) => void): ResponseError<{ code: string }> {
  if (isForPeople(error)) return new ResponseError(NUMBERS[error.code] ?? OTHER, error.message, { code: error.code });
  report(error);
  const text = 'this is a bug in portolan: its log has more';
  return new ResponseError(ErrorCodes.InternalError, text, { code: 'E_INTERNAL' });
}
