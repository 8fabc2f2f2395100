/** Where the workspace gets the time from. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The clock's time as ISO 8601. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
