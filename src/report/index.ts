// The door for other programs, `portolan/report`: findings as text.
export { type Collection, collect, createCollection } from './collection.ts';
export { escapeText } from './escape.ts';
export { findingLine } from './json-lines.ts';
export { SCHEMA } from './schema.data.ts';
export { summary } from './summary.ts';
export { hostTable, liveLine, type TableOptions } from './terminal.ts';
