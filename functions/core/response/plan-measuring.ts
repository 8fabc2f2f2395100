import { isoOf } from "../instant.ts";
import type { FeatureReference } from "./measure-drift.ts";
import type { TimeWindow } from "./monitoring-window.ts";

/** One reading SQL statement with named parameters. */
export interface Query {
  statement: string;
  parameters: Record<string, string>;
}

/** What one version answered in a window. */
export interface VersionFacts {
  version: string;
  rows: number;
  /** Rows whose label is known. */
  labelled: number;
  /** Share of errors among labelled rows; null where none is. */
  errorRate: number | null;
}

/** How one feature was distributed in a window. */
export interface FeatureFacts {
  feature: string;
  rows: number;
  nulls: number;
  /** Rows in each bin of the reference. */
  counts: number[];
}

type Row = Record<string, string | null>;

const inWindow = "scored_at >= CAST(:from AS TIMESTAMP) AND scored_at < CAST(:to AS TIMESTAMP)";

/**
 * Asks for errors by version. The table of a model's live answers has the columns `scored_at` (timestamp),
 * `model_version`, `error` (0 to 1; null while the label is not known), and each feature under its own name.
 */
export function queryVersions(table: string, window: TimeWindow): Query {
  const statement = [
    "SELECT CAST(model_version AS STRING) AS version, COUNT(*) AS row_count,",
    "COUNT(error) AS labelled, AVG(error) AS error_rate",
    `FROM ${quoteTable(table)} WHERE ${inWindow} GROUP BY CAST(model_version AS STRING)`,
  ].join(" ");
  return { statement, parameters: parametersOf(window) };
}

/** Reads what the query for versions answered. */
export function readVersions(rows: readonly Row[]): VersionFacts[] {
  return rows.map(({ version, row_count, labelled, error_rate }) => ({
    version: version ?? "",
    rows: wholeOf(row_count),
    labelled: wholeOf(labelled),
    errorRate: error_rate === null || error_rate === undefined ? null : Number(error_rate),
  }));
}

/** Asks for nulls and bins of every feature with a reference: one row, one pass over the window. */
export function queryFeatures(
  table: string,
  references: readonly FeatureReference[],
  window: TimeWindow,
): Query {
  const parts = references.flatMap(({ feature, edges }, at) => {
    const column = quoteName(feature);
    // Edges are finite numbers of our own parsing, so they can stand in the text.
    const upTo = edges.map(
      (edge, bin) => `SUM(CASE WHEN ${column} <= ${edge} THEN 1 ELSE 0 END) AS b${at}_${bin}`,
    );
    return [`COUNT(${column}) AS n${at}`, ...upTo];
  });
  const columns = ["COUNT(*) AS row_count", ...parts].join(", ");
  const statement = `SELECT ${columns} FROM ${quoteTable(table)} WHERE ${inWindow}`;
  return { statement, parameters: parametersOf(window) };
}

/** Reads what the query for features answered: counts up to each edge become counts of each bin. */
export function readFeatures(
  row: Row,
  references: readonly FeatureReference[],
): { rows: number; features: FeatureFacts[] } {
  const rows = wholeOf(row.row_count);
  const features = references.map(({ feature, edges }, at) => {
    const present = wholeOf(row[`n${at}`]);
    const ends = [...edges.map((_, bin) => wholeOf(row[`b${at}_${bin}`])), present];
    const counts = ends.map((end, bin) => end - (bin === 0 ? 0 : (ends[bin - 1] ?? 0)));
    return { feature, rows, nulls: rows - present, counts };
  });
  return { rows, features };
}

/** Asks when the newest row was answered. */
export function queryFreshness(table: string): Query {
  const statement = `SELECT CAST(MAX(scored_at) AS STRING) AS newest FROM ${quoteTable(table)}`;
  return { statement, parameters: {} };
}

function parametersOf({ from, to }: TimeWindow): Query["parameters"] {
  return { from: isoOf(from), to: isoOf(to) };
}

function quoteTable(table: string): string {
  return table.split(".").map(quoteName).join(".");
}

function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

function wholeOf(text: string | null | undefined): number {
  const number = Number(text ?? 0);
  return Number.isFinite(number) ? number : 0;
}
