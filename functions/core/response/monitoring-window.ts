import { type Instant, minute } from "../instant.ts";

/** A stretch of time whose rows are measured together: from `from` up to, not including, `to`. */
export interface TimeWindow {
  from: Instant;
  to: Instant;
}

/** Minutes of the window that errors are measured on, at each look. */
const errorWindowMinutes = 15;
/** Minutes of the windows that drift is measured on: fixed ones, so that two in a row share no row. */
const driftWindowMinutes = 60;

/** The window that errors are measured on now. */
export function errorWindow(now: Instant): TimeWindow {
  return { from: now - errorWindowMinutes * minute, to: now };
}

/** The last drift window that is over. */
export function lastDriftWindow(now: Instant): TimeWindow {
  const length = driftWindowMinutes * minute;
  const to = Math.floor(now / length) * length;
  return { from: to - length, to };
}
