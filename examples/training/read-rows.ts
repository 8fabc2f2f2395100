import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** One row as the file holds it: nothing is converted but what the format itself says. */
export type Row = Record<string, unknown>;

/** Reads the rows of a CSV, JSON-lines or Parquet file, by the ending of its path. */
export async function readRows(path: string, bytes: Uint8Array): Promise<Row[]> {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  switch (ending) {
    case "csv":
      return parse<Row>(Buffer.from(bytes), { columns: true, bom: true });
    case "jsonl":
      return new TextDecoder()
        .decode(bytes)
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line): Row => JSON.parse(line));
    case "parquet":
      return await parquetReadObjects({ file: bytes.slice().buffer, compressors });
    default:
      throw new Error(`File ${path}: its ending is "${ending}"; it must be csv, jsonl or parquet.`);
  }
}
