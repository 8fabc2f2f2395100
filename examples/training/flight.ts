import type { Row } from "./read-rows.ts";

/** One flight of the on-time performance data. */
export interface Flight {
  /** Scheduled departure, route and delay: two airlines may leave for the same place in the same minute. */
  key: string;
  /** Flights of one airport on one day share their weather, so they are held out and resampled together. */
  cluster: string;
  /** Hour of the scheduled departure, from 0 to 23. */
  hour: number;
  /** Miles. */
  distance: number;
  /** Minutes late at arrival; negative where early. */
  delay: number;
}

/** Reads one row; null where a number is missing. */
export function parseFlight(row: Row): Flight | null {
  const { date, origin, destination } = row;
  if (!(date instanceof Date) || row.delay == null || row.distance == null) return null;
  const delay = Number(row.delay);
  const distance = Number(row.distance);
  if (!Number.isFinite(delay) || !Number.isFinite(distance)) return null;
  const departure = date.toISOString();
  return {
    key: `${departure}|${origin}|${destination}|${delay}`,
    cluster: `${departure.slice(0, 10)}|${origin}`,
    hour: date.getUTCHours(),
    distance,
    delay,
  };
}
