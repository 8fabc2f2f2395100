import type { Alert } from "./alert.ts";

/** Alerts that may be about the model in production, and those that are not. */
export interface SortedAlerts {
  current: Alert[];
  aside: Alert[];
}

/**
 * Sets firing alerts aside that name a version which is not champion: a shadow's or a rolled-back version's errors
 * must not fill the group that the champion's alerts need. What resolves an alert always counts.
 */
export function setAside(alerts: readonly Alert[], champion: string | null): SortedAlerts {
  const isAside = ({ condition, version }: Alert) =>
    condition === "fired" && version !== null && champion !== null && version !== champion;
  return {
    current: alerts.filter((alert) => !isAside(alert)),
    aside: alerts.filter(isAside),
  };
}
