import * as z from "zod/mini";
import { type NightStart, parseDuration, parseMoment, parseStart } from "./night-time.ts";

/** A text of 1 to 200 characters. */
export const name = z.string().check(z.minLength(1), z.maxLength(200));
const periodRule = { error: "must be a duration such as 45s, 15m, 2h30m or 1d" };
/** A duration such as `15m`, read as milliseconds. */
export const period = z.pipe(
  z.string(periodRule).check(z.refine((text) => parseDuration(text) !== null, periodRule)),
  z.transform((text) => parseDuration(text) ?? 0),
);
const momentRule = {
  error: 'must be a clock time such as "22:15", or +15m after the step before',
};
/** A clock time, or a distance from the step before. */
export const moment = z.pipe(
  z.string(momentRule).check(z.refine((text) => parseMoment(text) !== null, momentRule)),
  z.transform((text) => parseMoment(text) ?? { kind: "after" as const, ms: 0 }),
);
/** An instant with its zone. */
export const start = z.pipe(
  z.string().check(
    z.refine((text) => parseStart(text) !== null, {
      error: "must be an ISO 8601 instant with its zone, such as 2026-03-02T22:00:00Z",
    }),
  ),
  z.transform((text): NightStart => parseStart(text) ?? { at: 0, zoneMinutes: 0 }),
);
