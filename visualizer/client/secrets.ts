/** A secret as it is being written. It lives in its two fields alone: nothing here or elsewhere keeps it. */
export interface Secret {
  id: string;
  value: string;
}

/** What keeps a secret from being sent, and which of its fields it is about. */
export interface SecretFault {
  field: 'id' | 'value';
  message: string;
}

/** One for each secret, null where nothing is wrong. The server judges everything else. */
export function faultsOf(secrets: readonly Secret[]): (SecretFault | null)[] {
  const ids = secrets.map(({ id }) => id.trim());
  return secrets.map(({ value }, at) => {
    const id = ids[at] ?? '';
    if (id === '') return { field: 'id', message: 'Give this secret an id.' };
    if (ids.indexOf(id) < at) return { field: 'id', message: `Another secret is already called ${id}.` };
    if (value.trim() === '')
      return { field: 'value', message: 'Give it a value, or remove it. Values are not kept.' };
    return null;
  });
}

/** Values by id, as a build's request has them. */
export function valuesOf(secrets: readonly Secret[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ id, value }) => [id.trim(), value]));
}
