import * as z from "zod/mini";

const columnName = z.string().check(z.minLength(1), z.maxLength(200));
const share = z.number().check(z.gte(0), z.lte(1));
const positiveInteger = z.int().check(z.gte(1));

/** What one input column must be. A column that is not listed is an extra column. */
export const columnRule = z.strictObject({
  /** Type the values must have: a Parquet, CSV or table type is mapped to one of these. */
  type: z.enum(["number", "integer", "string", "boolean", "timestamp"]),
  /** Whether a file without this column is unfit. @default true */
  required: z._default(z.boolean(), true),
  /** Largest share of nulls, from 0 to 1. @default 1 (any) */
  maxNullShare: z._default(share, 1),
  /** Smallest value allowed, for numbers. @default none */
  min: z.optional(z.number()),
  /** Largest value allowed, for numbers. @default none */
  max: z.optional(z.number()),
});

/** How the arrivals of one model are gathered into one lifecycle. */
const gatherRule = z.strictObject({
  /** `quiet`: start once nothing arrived for `quietMinutes`; `marker`: start when `_SUCCESS` lands; `atOnce`: start with the first file. @default quiet */
  mode: z._default(z.enum(["quiet", "marker", "atOnce"]), "quiet"),
  /** Minutes without an arrival that end a burst, from 1 to 1,440; read in mode `quiet`. @default 5 */
  quietMinutes: z._default(z.number().check(z.gte(1), z.lte(1440)), 5),
  /** Longest minutes a burst is gathered before it starts all the same, from 1 to 1,440. @default 60 */
  maxMinutes: z._default(z.number().check(z.gte(1), z.lte(1440)), 60),
});

/** The data that makes a model. */
export const inputDefinition = z.strictObject({
  /** Folder inside the bronze container, without slashes at the ends. No two models share one. */
  path: z
    .string()
    .check(
      z.regex(
        /^[a-z0-9](?:[a-z0-9/_-]*[a-z0-9])?$/,
        "must be a folder of a-z, 0-9, _, - and /, without slashes at the ends",
      ),
      z.maxLength(200),
    ),
  /** Format of the files that land there. `table` means a Unity Catalog table named by `table`. @default parquet */
  format: z._default(z.enum(["parquet", "csv", "jsonl", "table"]), "parquet"),
  /** Delimiter of CSV files, one character. @default , */
  delimiter: z._default(z.string().check(z.length(1)), ","),
  /** Full three-part name of the table; required for format `table`. */
  table: z.optional(z.string()),
  /** How the arrivals are gathered into one lifecycle. */
  gather: z._default(gatherRule, { mode: "quiet", quietMinutes: 5, maxMinutes: 60 }),
  /** Fewest rows of one arrival. @default 1 */
  minRows: z._default(positiveInteger, 1),
  /** Most rows of one arrival. @default none */
  maxRows: z.optional(positiveInteger),
  /** Rules by column name. @default {} (no schema known: every column is extra) */
  columns: z._default(z.record(columnName, columnRule), {}),
  /** What a column without a rule does: `allow` it, or `refuse` the data. @default allow */
  extraColumns: z._default(z.enum(["allow", "refuse"]), "allow"),
  /** Oldest age of the newest file, in hours, from 1 to 8,760. @default 48 */
  maxAgeHours: z._default(z.number().check(z.gte(1), z.lte(8760)), 48),
});

/** One column's rule with every default filled in. */
export type ColumnRule = z.infer<typeof columnRule>;
