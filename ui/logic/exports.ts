// Files that a survey can be taken away as: the ends of names below /api/export/.

export const EXPORTS = [
  { end: 'jsonl', text: 'JSON lines' },
  { end: 'json', text: 'JSON' },
  { end: 'csv', text: 'CSV' },
  { end: 'xml', text: 'XML' },
] as const;

export const exportAddress = (scan: number, end: string): string => `/api/export/${scan}.${end}`;
