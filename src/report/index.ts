// The door for other programs, `portolan/report`: what was found as text.
export { escapeText } from './escape.ts';
export { loadJsonSchema, surveyLine } from './json-lines.ts';
export { liveLine } from './live-line.ts';
export { summary } from './summary.ts';
export { hostTable, type TableOptions } from './terminal.ts';
