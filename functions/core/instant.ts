/** A point in time: milliseconds since the epoch. The core never asks what time it is. */
export type Instant = number;

/** Milliseconds in one minute. */
export const minute = 60_000;
/** Milliseconds in one hour. */
export const hour = 60 * minute;
/** Milliseconds in one day. */
export const day = 24 * hour;

/** ISO 8601 text in UTC with milliseconds, as records and cards show time. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The instant that an ISO 8601 text names, or null where the text names none. */
export function instantOf(text: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}(T|$)/.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}
