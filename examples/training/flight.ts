import type { Row } from "./read-rows.ts";

/** One flight of the on-time performance data. */
export interface Flight {
  /** Scheduled departure, milliseconds since the epoch as if it were UTC. */
  departure: number;
  origin: string;
  destination: string;
  /** Miles. */
  distance: number;
  /** Minutes late at arrival; negative where early. */
  delay: number;
}

/** Reads one row; null where a value is missing. */
export function parseFlight({ date, delay, distance, origin, destination }: Row): Flight | null {
  if (!(date instanceof Date) || typeof origin !== "string" || typeof destination !== "string") {
    return null;
  }
  const [minutes, miles] = [numberOf(delay), numberOf(distance)];
  if (minutes === null || miles === null) return null;
  return { departure: date.getTime(), origin, destination, distance: miles, delay: minutes };
}

/** Departure, route and delay: two airlines may leave for the same place in the same minute. */
export function flightKey({ departure, origin, destination, delay }: Flight): string {
  return `${departure}|${origin}|${destination}|${delay}`;
}

/** Flights that leave one airport on one day share its weather. */
export function airportDay({ departure, origin }: Flight): string {
  return `${Math.floor(departure / 86_400_000)}|${origin}`;
}

/** Hour of the scheduled departure, from 0 to 23. */
export function departureHour({ departure }: Flight): number {
  return Math.floor(departure / 3_600_000) % 24;
}

function numberOf(cell: unknown): number | null {
  if (typeof cell !== "number" && typeof cell !== "bigint") return null;
  return Number.isFinite(Number(cell)) ? Number(cell) : null;
}
