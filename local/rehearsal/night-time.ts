const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const duration = /^(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;
const clockTime = /^([01]\d|2[0-3]):([0-5]\d)$/;
const isoStart =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|([+-])(\d{2}):([0-5]\d))$/;

/** When a step happens: at a time of the night's clock, or some milliseconds after the step before. */
export type Moment = { kind: "clock"; minutes: number } | { kind: "after"; ms: number };

/** The first instant of a night and how far its clock is ahead of UTC. */
export interface NightStart {
  /** Milliseconds since the epoch. */
  at: number;
  /** Minutes that the night's clock is ahead of UTC, from -840 to 840. */
  zoneMinutes: number;
}

/** Reads `1d`, `2h30m`, `90s` as milliseconds; null where the text is no duration. */
export function parseDuration(text: string): number | null {
  const found = duration.exec(text);
  if (!found || text === "") return null;
  const [, d, h, m, s] = found;
  return (
    Number(d ?? 0) * units.d +
    Number(h ?? 0) * units.h +
    Number(m ?? 0) * units.m +
    Number(s ?? 0) * units.s
  );
}

/** Reads `22:15` or `+15m`; null where the text is neither. */
export function parseMoment(text: string): Moment | null {
  const clock = clockTime.exec(text);
  if (clock) return { kind: "clock", minutes: Number(clock[1]) * 60 + Number(clock[2]) };
  const ms = text.startsWith("+") ? parseDuration(text.slice(1)) : null;
  return ms === null ? null : { kind: "after", ms };
}

/** Reads an ISO 8601 instant with its zone, such as `2026-03-02T22:00:00+01:00`; null where it is none. */
export function parseStart(text: string): NightStart | null {
  const found = isoStart.exec(text);
  const at = Date.parse(text);
  if (!found || Number.isNaN(at)) return null;
  const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
  if (minutes > 840) return null;
  return { at, zoneMinutes: found[1] === "-" ? -minutes : minutes };
}

/** First instant at or after `from` at which the night's clock shows these minutes after midnight. */
export function nextClockTime(from: number, minutes: number, zoneMinutes: number): number {
  const local = from + zoneMinutes * units.m;
  const candidate = Math.floor(local / units.d) * units.d + minutes * units.m;
  const due = candidate < local ? candidate + units.d : candidate;
  return due - zoneMinutes * units.m;
}

/** Time of the night's clock, `22:15:03`. */
export function formatClock(at: number, zoneMinutes: number): string {
  return new Date(at + zoneMinutes * units.m).toISOString().slice(11, 19);
}

/** Duration for people: `45 s`, `12 min`, `2 h 30 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < units.m) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / units.m);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(`${hours} h`, minutes % 60, "min");
  return join(`${Math.floor(hours / 24)} d`, hours % 24, "h");
}

function join(head: string, rest: number, unit: string): string {
  return rest === 0 ? head : `${head} ${rest} ${unit}`;
}
