// biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot be seen is what is shown
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A name as it is: what cannot be seen, or turns the writing round, is told by its code point. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
