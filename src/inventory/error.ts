// What goes wrong with an inventory, for people: code, place, and what to do.
export class InventoryError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'InventoryError';
    this.code = code;
  }
}
