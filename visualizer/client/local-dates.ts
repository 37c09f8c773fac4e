const SHOWN: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  day: { dateStyle: 'long' },
  minute: { dateStyle: 'long', timeStyle: 'short' },
};

/** A moment in the words of a language and a time zone, the reader's own by default; null where it is none. */
export function localWords(
  shown: string | undefined,
  moment: string,
  language: string,
  timeZone?: string,
): string | null {
  const options = SHOWN[shown ?? ''];
  const date = new Date(moment);
  if (options === undefined || Number.isNaN(date.getTime())) return null;
  return date.toLocaleString(language, { ...options, ...(timeZone === undefined ? {} : { timeZone }) });
}

/** Says each `<time data-local="day">` or "minute" so. Without scripts its words in UTC stay. */
export function localDates(root: ParentNode, language: string): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    const words = localWords(element.dataset.local, element.dateTime, language);
    if (words !== null) element.textContent = words;
  }
}
