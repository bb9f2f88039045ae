// As much of JSON Schema as schema.data.ts uses, for tests. Throws on a keyword it does not know.

type Schema = Readonly<Record<string, unknown>>;

/** Where and how `value` breaks `schema`; empty where it does not. */
export function violations(schema: Schema, value: unknown, path = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => check(keyword, rule, value, path, schema));
}

function check(keyword: string, rule: unknown, value: unknown, path: string, schema: Schema): string[] {
  const fail = (holds: boolean): string[] => (holds ? [] : [`${path}: ${keyword} ${JSON.stringify(rule)}`]);
  switch (keyword) {
    case '$schema':
    case 'title':
    case 'description':
    case 'format':
      return [];
    case 'type':
      return fail([rule].flat().some((type) => isType(String(type), value)));
    case 'const':
      return fail(value === rule);
    case 'enum':
      return fail((rule as unknown[]).includes(value));
    case 'minimum':
      return fail(typeof value !== 'number' || value >= Number(rule));
    case 'maximum':
      return fail(typeof value !== 'number' || value <= Number(rule));
    case 'pattern':
      return fail(typeof value !== 'string' || new RegExp(String(rule)).test(value));
    case 'items':
      return Array.isArray(value) ? value.flatMap((item, i) => violations(rule as Schema, item, `${path}[${i}]`)) : [];
    case 'required':
      return fail(!isType('object', value) || (rule as string[]).every((key) => Object.hasOwn(Object(value), key)));
    case 'properties': {
      const properties = rule as Record<string, Schema>;
      // Stricter than JSON Schema: what we write is described.
      const unknown = Object.keys(Object(value)).filter((key) => !(key in properties));
      return [
        ...unknown.map((key) => `${path}.${key}: not described`),
        ...Object.entries(properties)
          .filter(([key]) => Object.hasOwn(Object(value), key))
          .flatMap(([key, each]) => violations(each, (value as Record<string, unknown>)[key], `${path}.${key}`)),
      ];
    }
    case 'additionalProperties':
      // As used here: of an object without `properties`.
      return Object.entries(Object(value)).flatMap(([key, each]) => violations(rule as Schema, each, `${path}.${key}`));
    case 'oneOf': {
      const results = (rule as Schema[]).map((each) => violations(each, value, path));
      return fail(results.filter((each) => each.length === 0).length === 1).concat(
        results.some((each) => each.length === 0) ? [] : results.flat(),
      );
    }
    default:
      throw new Error(`${keyword} of ${JSON.stringify(schema)} is not understood`);
  }
}

function isType(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}
