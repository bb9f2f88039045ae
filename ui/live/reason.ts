/** What the server says went wrong, to be shown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
