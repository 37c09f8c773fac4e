/** What a key asks of a stack that has the focus. */
export type Command =
  | 'above'
  | 'below'
  | 'top'
  | 'bottom'
  | 'ten above'
  | 'ten below'
  | 'open'
  | 'close'
  | 'find'
  | 'compare'
  | 'merged'
  | 'predictions'
  | 'help'
  | 'say cached'
  | 'say rebuilt'
  | 'previous event'
  | 'next event'
  | 'previous step'
  | 'next step'
  | 'play';

const KEYS: Readonly<Record<string, Command>> = {
  ArrowUp: 'above',
  ArrowDown: 'below',
  Home: 'top',
  End: 'bottom',
  PageUp: 'ten above',
  PageDown: 'ten below',
  Enter: 'open',
  Escape: 'close',
};

/** Of one character; they can be turned off. `{` and `}` are Shift with the brackets on many keyboards. */
const CHARACTERS: Readonly<Record<string, Command>> = {
  f: 'find',
  c: 'compare',
  m: 'merged',
  p: 'predictions',
  '?': 'help',
  '1': 'say cached',
  '2': 'say rebuilt',
  '[': 'previous event',
  ']': 'next event',
  '{': 'previous step',
  '}': 'next step',
  ' ': 'play',
};

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

export function commandOf(event: Key, characters: boolean): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const named = KEYS[event.key];
  if (named !== undefined || !characters) return named ?? null;
  const command = CHARACTERS[event.key.toLowerCase()] ?? null;
  if (!event.shiftKey) return command;
  if (command === 'previous event') return 'previous step';
  return command === 'next event' ? 'next step' : command;
}

/** The index selected after a command, in a pile of `count`; null for a command that selects nothing. */
export function indexAfter(command: Command, index: number, count: number): number | null {
  const moves: Partial<Record<Command, number>> = {
    above: index + 1,
    below: index - 1,
    top: count - 1,
    bottom: 0,
    'ten above': index + 10,
    'ten below': index - 10,
  };
  const wanted = moves[command];
  return wanted === undefined ? null : Math.max(0, Math.min(count - 1, wanted));
}
