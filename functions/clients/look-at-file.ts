import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import { type ContentLook, unreadable } from "./content-look.ts";
import { lookAtCsv } from "./look-at-csv.ts";
import { lookAtJsonLines } from "./look-at-json-lines.ts";
import { lookAtParquet, type RangedFile } from "./look-at-parquet.ts";
import type { TextSource } from "./watch-text.ts";

/** Bytes of the largest CSV or JSON lines file that is read by default: 2 GiB. */
export const defaultMaxTextBytes = 2 * 1024 ** 3;

/** A stored file that can be read in ranges, or from start to end. */
export interface StoredFile extends RangedFile {
  open(): Promise<TextSource>;
}

/** Looks at a file as the format its input declares. Throws for format `table`, which is no file. */
export async function lookAtFile(
  file: StoredFile,
  input: Pick<ModelDefinition["input"], "format" | "delimiter" | "columns">,
  maxTextBytes: number,
): Promise<ContentLook> {
  if (file.bytes === 0) return unreadable("empty", "The file has 0 bytes. Write it again.");
  if (input.format === "parquet") return lookAtParquet(file);
  if (file.bytes > maxTextBytes) {
    return unreadable(
      "tooLarge",
      `The file has ${file.bytes} bytes; text is read to its end only up to ${maxTextBytes}. Write Parquet, whose footer tells all, or split the file.`,
    );
  }
  if (input.format === "csv") return lookAtCsv(await file.open(), input);
  if (input.format === "jsonl") return lookAtJsonLines(await file.open(), input);
  throw new Error("Lake: input.format is table; look at the table instead of a file.");
}
