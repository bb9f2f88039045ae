// What the schemas of all lines are made of.

export const ip = { type: 'string', format: 'ipv4' };
export const port = { type: 'integer', minimum: 0, maximum: 65535 };
export const count = { type: 'integer', minimum: 0 };
export const milliseconds = { type: 'number', minimum: 0 };

/** One object with all `required` and any of `optional`. */
export function line(description: string, type: string, required: object, optional: object = {}) {
  return {
    description,
    type: 'object',
    required: ['v', 'type', ...Object.keys(required)],
    properties: { v: { const: 1 }, type: { const: type }, ...required, ...optional },
  };
}
