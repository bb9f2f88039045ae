/** The names of all migrations, in their order (migrations.ts), where they can be read without loading them. */
export const STEPS: readonly string[] = ['0001-inventory', '0002-short-lines'];
