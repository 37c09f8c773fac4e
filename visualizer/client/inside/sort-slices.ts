const RUN = 1000;

/** A stable sort that can be run in slices: each `yield` is a good place to pause. */
export function* sortSlices<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<void, readonly T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare));
    if (items.length > RUN) yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  const merged: T[] = [];
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    const [one, two] = [a[left] as T, b[right] as T];
    if (compare(one, two) <= 0) {
      merged.push(one);
      left += 1;
    } else {
      merged.push(two);
      right += 1;
    }
    if (merged.length % RUN === 0) yield;
  }
  return merged.concat(left < a.length ? a.slice(left) : b.slice(right));
}
