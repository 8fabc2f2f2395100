import type { Severity } from "../incident.ts";
import type { Alert } from "./alert.ts";

/** One row: the first that fits an alert gives its severity. */
interface SeverityRow {
  /** Azure severities that fit, or null for an alert that tells none. */
  azure: readonly (number | null)[];
  /** Least excess (measured value / limit) that fits; an unknown excess fits `unknownFits` rows only. */
  from: number;
  unknownFits: "yes" | "no";
  severity: Severity;
}

/**
 * Severity by Azure's own and by how far the limit is exceeded. A value within its limit contradicts its alert and is only noted.
 * A budget tells no severity: it is critical once it is spent, and a warning from 80 %.
 */
const table: readonly SeverityRow[] = [
  { azure: [0], from: 1, unknownFits: "yes", severity: "critical" },
  { azure: [1], from: 1.2, unknownFits: "yes", severity: "critical" },
  { azure: [1], from: 1, unknownFits: "no", severity: "warning" },
  { azure: [2], from: 2, unknownFits: "no", severity: "critical" },
  { azure: [2], from: 1, unknownFits: "yes", severity: "warning" },
  { azure: [3], from: 2, unknownFits: "no", severity: "warning" },
  { azure: [null], from: 1, unknownFits: "no", severity: "critical" },
  { azure: [null], from: 0.8, unknownFits: "yes", severity: "warning" },
];

/** How severe an alert is: never more than the table says. */
export function classifyAlert({
  azureSeverity,
  excess,
}: Pick<Alert, "azureSeverity" | "excess">): Severity {
  const row = table.find(
    ({ azure, from, unknownFits }) =>
      azure.includes(azureSeverity) && (excess === null ? unknownFits === "yes" : excess >= from),
  );
  return row?.severity ?? "informational";
}
