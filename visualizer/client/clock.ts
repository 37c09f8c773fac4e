/** The server's time, guessed from events: none can arrive before it was recorded, so the smallest lag is closest. */
export class Clock {
  #lag: number | null = null;

  /** Both in Unix seconds: when the server recorded an event, and when it arrived here. */
  observe(recorded: number, arrived: number): void {
    const lag = arrived - recorded;
    this.#lag = this.#lag === null ? lag : Math.min(this.#lag, lag);
  }

  at(here: number): number {
    return here - (this.#lag ?? 0);
  }
}
