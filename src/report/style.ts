// Emphasis on a terminal (ECMA-48 section 8.3.117, SGR). Without colour the text stays as it is.

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const unchanged = (text: string): string => text;

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    `\x1b[${on}m${text}\x1b[${off}m`;

export const PLAIN: Style = { bold: unchanged, dim: unchanged, green: unchanged, yellow: unchanged };
export const COLORED: Style = { bold: sgr(1, 22), dim: sgr(2, 22), green: sgr(32, 39), yellow: sgr(33, 39) };
