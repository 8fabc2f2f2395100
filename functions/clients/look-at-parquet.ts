import { createHash } from "node:crypto";
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from "hyparquet";
import type { ColumnFacts, Known } from "../core/dataset/dataset-facts.ts";
import { type ContentLook, unreadable } from "./content-look.ts";
import { finite } from "./finite.ts";

/** Bytes of the tail that are read first; most footers fit. */
const tailBytes = 64 * 1024;
/** Footer length and magic, at the very end. */
const trailerBytes = 8;

/** A file that can be read in ranges. */
export interface RangedFile {
  bytes: number;
  /** Changes whenever the content does. */
  etag: string;
  /** Bytes from `start` up to `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * Looks at a Parquet file by its footer alone: rows exactly; nulls, least and greatest values where the
 * writer kept statistics for every row group, unknown elsewhere.
 */
export async function lookAtParquet(file: RangedFile): Promise<ContentLook> {
  const tail = await file.read(Math.max(0, file.bytes - tailBytes), file.bytes);
  const magic = Buffer.from(tail.subarray(-4)).toString("latin1");
  if (magic === "PARE") {
    return unreadable(
      "encrypted",
      "The footer is encrypted (it ends with PARE). Write it unencrypted.",
    );
  }
  if (magic !== "PAR1") return lookAtHead(file);
  const trailer = Buffer.from(tail.subarray(-trailerBytes));
  const footerBytes =
    trailer.length < trailerBytes ? Infinity : trailer.readUInt32LE(0) + trailerBytes;
  if (footerBytes > file.bytes - 4) {
    return unreadable(
      "truncated",
      `The footer says it has ${footerBytes - trailerBytes} bytes; the file has ${file.bytes}. Write it again.`,
    );
  }
  const footer = await readFooter(file, tail, footerBytes);
  const digest = createHash("sha256").update(file.etag).update(footer).digest("hex");
  return lookAtFooter(footer, digest);
}

/** A file without Parquet's last four bytes either lost its end or never was one. */
async function lookAtHead(file: RangedFile): Promise<ContentLook> {
  const head = Buffer.from(await file.read(0, Math.min(64, file.bytes)));
  if (head.toString("latin1", 0, 4) === "PAR1") {
    return unreadable(
      "truncated",
      `The file starts as Parquet but its ${file.bytes} bytes end without a footer. Write it again.`,
    );
  }
  const text = head.toString("utf8").split("\n")[0] ?? "";
  const start = /^[\t\x20-\x7e\r]+$/.test(text)
    ? `text, "${text.slice(0, 40).trim()}"`
    : "other bytes";
  return unreadable(
    "wrongFormat",
    `The file is not Parquet: it starts with ${start}. Set input.format to what it is, or write Parquet.`,
  );
}

async function readFooter(file: RangedFile, tail: Uint8Array, footerBytes: number) {
  if (footerBytes <= tail.length) return tail.subarray(tail.length - footerBytes);
  const rest = await file.read(file.bytes - footerBytes, file.bytes - tail.length);
  return Buffer.concat([rest, tail]);
}

function lookAtFooter(footer: Uint8Array, digest: string): ContentLook {
  let metadata: FileMetaData;
  let columns: ColumnFacts[];
  try {
    metadata = parquetMetadata(footer, { geoparquet: false });
    checkRows(metadata);
    columns = parquetSchema(metadata).children.map((column) => factsOfColumn(column, metadata));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unreadable(
      "wrongFormat",
      `The Parquet footer cannot be read: ${reason}. Write it again.`,
    );
  }
  const rows = { kind: "known", value: Number(metadata.num_rows) } as const;
  return { kind: "facts", content: { rows, columns, digest } };
}

function checkRows({ num_rows, row_groups }: FileMetaData): void {
  const counted = row_groups.reduce((rows, group) => rows + BigInt(group.num_rows), 0n);
  if (counted === BigInt(num_rows) && counted >= 0n) return;
  throw new Error(`it says ${num_rows} row(s), its row groups hold ${counted}`);
}

function factsOfColumn(column: SchemaTree, metadata: FileMetaData): ColumnFacts {
  const type = typeOfElement(column);
  const isNumeric = type === "integer" || type === "number";
  const bound = isNumeric
    ? (side: "min" | "max") => boundOf(column, metadata, side)
    : (): Known<number> => ({ kind: "unknown", reason: `the column is of type ${type}` });
  const name = column.element.name;
  return { name, type, nulls: nullsOf(column, metadata), min: bound("min"), max: bound("max") };
}

function typeOfElement({ children, element }: SchemaTree): ColumnFacts["type"] {
  const { type, converted_type, logical_type, repetition_type } = element;
  if (children.length > 0 || repetition_type === "REPEATED") return "other";
  const meaning = logical_type?.type ?? converted_type ?? "";
  if (/^(?:TIMESTAMP|DATE)/.test(meaning) || type === "INT96") return "timestamp";
  if (meaning === "DECIMAL" || meaning === "FLOAT16") return "number";
  if (/^(?:TIME|INTERVAL)/.test(meaning)) return "other";
  if (type === "INT32" || type === "INT64") return "integer";
  if (type === "FLOAT" || type === "DOUBLE") return "number";
  if (type === "BOOLEAN") return "boolean";
  if (["STRING", "UTF8", "ENUM", "JSON", "UUID"].includes(meaning)) return "string";
  // Writers as old as parquet-mr 1.5 leave strings unannotated.
  return type === "BYTE_ARRAY" && meaning === "" ? "string" : "other";
}

function nullsOf(column: SchemaTree, metadata: FileMetaData): Known<number> {
  if (column.children.length > 0) return { kind: "unknown", reason: "the column is nested" };
  if (column.element.repetition_type === "REQUIRED") return { kind: "known", value: 0 };
  let nulls = 0n;
  for (const { statistics } of chunksOf(column, metadata)) {
    if (statistics?.null_count === undefined) return noStatistics;
    nulls += BigInt(statistics.null_count);
  }
  return { kind: "known", value: Number(nulls) };
}

const noStatistics: Known<number> = {
  kind: "unknown",
  reason: "the file keeps no statistics of it",
};

function boundOf(column: SchemaTree, metadata: FileMetaData, side: "min" | "max"): Known<number> {
  const bounds: number[] = [];
  for (const { statistics, num_values } of chunksOf(column, metadata)) {
    // A row group of nulls alone has no bound, and needs none.
    if (statistics?.null_count !== undefined && BigInt(statistics.null_count) === num_values)
      continue;
    const value = statistics?.[`${side}_value`] ?? statistics?.[side];
    if (typeof value !== "number" && typeof value !== "bigint") return noStatistics;
    bounds.push(Number(value));
  }
  if (bounds.length === 0) return { kind: "unknown", reason: "the column has no value" };
  const extreme = side === "min" ? Math.min : Math.max;
  return finite(bounds.reduce((a, b) => extreme(a, b)));
}

function chunksOf(column: SchemaTree, metadata: FileMetaData) {
  const path = column.path.join("\0");
  return metadata.row_groups.map((group) => {
    const chunk = group.columns.find(
      ({ meta_data }) => meta_data?.path_in_schema.join("\0") === path,
    );
    return chunk?.meta_data ?? { statistics: undefined, num_values: -1n };
  });
}
