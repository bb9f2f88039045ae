/** Milliseconds as RFC 3339 has them. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
