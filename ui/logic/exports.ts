// Files that a survey can be taken away as: the ends of names below /api/export/.

export const EXPORTS = [
  { end: 'html', text: 'Report (HTML)' },
  { end: 'csv', text: 'CSV' },
  { end: 'jsonl', text: 'JSON lines' },
  { end: 'xml', text: 'nmap XML' },
  { end: 'markdown', text: 'Markdown' },
  { end: 'list', text: 'IP:PORT' },
] as const;

export const exportAddress = (scan: number, end: string): string => `/api/export/${scan}.${end}`;
