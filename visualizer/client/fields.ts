/** Reads typed fields out of JSON that came from outside. Each reader throws a FieldError that names the field. */

export class FieldError extends Error {}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`${what}: expected an object, got ${describe(value)}`);
  }
  return value as Fields;
}

export function string(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw mismatch(name, 'text', value);
  return value;
}

export function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw mismatch(name, 'a number', value);
  return value;
}

export function whole(fields: Fields, name: string): number {
  const value = number(fields, name);
  if (!Number.isInteger(value) || value < 0) throw mismatch(name, 'a whole number from 0', value);
  return value;
}

export function boolean(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw mismatch(name, 'true or false', value);
  return value;
}

export function list(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw mismatch(name, 'a list', value);
  return value;
}

export function texts(fields: Fields, name: string): readonly string[] {
  return list(fields, name).map((text) => string({ [name]: text }, name));
}

export function wholes(fields: Fields, name: string): readonly number[] {
  return list(fields, name).map((number) => whole({ [name]: number }, name));
}

export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = allowed.find((word) => word === fields[name]);
  if (value === undefined) throw mismatch(name, `one of ${allowed.join(', ')}`, fields[name]);
  return value;
}

/** null where the field is null or missing. */
export function optional<T>(
  fields: Fields,
  name: string,
  read: (fields: Fields, name: string) => T,
): T | null {
  return fields[name] === null || fields[name] === undefined ? null : read(fields, name);
}

function mismatch(name: string, expected: string, value: unknown): FieldError {
  return new FieldError(`${name}: expected ${expected}, got ${describe(value)}`);
}

function describe(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
