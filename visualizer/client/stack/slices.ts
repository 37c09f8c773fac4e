/** Runs a computation in slices of at most `budget` ms, so that the page stays awake. Null when aborted. */
export async function inSlices<T>(
  work: Generator<void, T>,
  signal: AbortSignal,
  budget = 8,
): Promise<T | null> {
  while (!signal.aborted) {
    const end = performance.now() + budget;
    while (performance.now() < end) {
      const step = work.next();
      if (step.done) return step.value;
    }
    await pause();
  }
  return null;
}

/** Runs a computation to its end at once. */
export function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Lets the browser paint and answer; not a timer, whose floor of 4 ms would triple the time. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
