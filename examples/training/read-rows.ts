import { parse } from "csv-parse/sync";

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
      return await readParquet(bytes);
    default:
      throw new Error(`File ${path}: its ending is "${ending}"; it must be csv, jsonl or parquet.`);
  }
}

/** Loads the reader only where there is Parquet to read: it costs 15 MB of memory. */
async function readParquet(bytes: Uint8Array): Promise<Row[]> {
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  return await parquetReadObjects({ file: bytes.slice().buffer, compressors });
}
