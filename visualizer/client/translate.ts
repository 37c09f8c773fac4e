/** What the page says, in its language. `/words/LANGUAGE.js` brings the words along; without it, it is English. */

interface Catalogue {
  gettext?: (text: string) => string;
  ngettext?: (one: string, many: string, count: number) => string;
}
type Values = Readonly<Record<string, string | number>>;

const { gettext, ngettext } = globalThis as Catalogue;

/** The language of the page, as `<html lang>` has it. */
export const LANGUAGE = globalThis.document?.documentElement.lang || 'en';

/** The text with its `{places}` filled. */
export function t(text: string, values: Values = {}): string {
  return filled(gettext?.(text) ?? text, values);
}

/** The one or the other, by the number; `{n}` in it is the number. */
export function tn(one: string, many: string, n: number, values: Values = {}): string {
  return filled(ngettext?.(one, many, n) ?? (n === 1 ? one : many), {
    n: n.toLocaleString(LANGUAGE),
    ...values,
  });
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
