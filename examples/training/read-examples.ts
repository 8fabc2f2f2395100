import { createHash } from "node:crypto";
import { readBronze } from "./bronze.ts";
import { addNumbers, type NumberColumns } from "./number-columns.ts";
import { readRows } from "./read-rows.ts";
import type { TrainingProgram } from "./training-program.ts";

/** Bytes of the largest file that an example training reads: its rows take some six times that in memory. */
const mostBytes = 128 * 2 ** 20;

/** The examples of some files. */
export interface FileExamples<Example> {
  examples: Example[];
  /** Rows that nothing can be learnt from, by reason. */
  skipped: Record<string, number>;
  /** Numbers of the raw rows, by column. */
  numbers: NumberColumns;
  /** Digest of the files' paths and bytes: 64 hex digits. */
  digest: string;
}

/** Reads files below a bronze root. One after the other, so that only one file's raw rows are in memory at a time. */
export async function readExamples<Example>(
  { parse }: Pick<TrainingProgram<Example, unknown>, "parse">,
  root: string,
  paths: readonly string[],
): Promise<FileExamples<Example>> {
  const examples: Example[] = [];
  const skipped: Record<string, number> = {};
  const numbers: NumberColumns = new Map();
  const hash = createHash("sha256");
  for (const path of paths.toSorted()) {
    const bytes = await readBronze(root, path);
    if (bytes.byteLength > mostBytes) {
      throw new Error(
        `Bronze file ${path}: it has ${bytes.byteLength} bytes; this example holds a file in memory and takes at most ${mostBytes}. Train on Spark, or slice the file.`,
      );
    }
    hash.update(`${path}\n${createHash("sha256").update(bytes).digest("hex")}\n`);
    const rows = await readRows(path, bytes);
    addNumbers(numbers, rows);
    const parsed = parse(rows);
    for (const example of parsed.examples) examples.push(example);
    for (const [reason, rows] of Object.entries(parsed.skipped)) {
      skipped[reason] = (skipped[reason] ?? 0) + rows;
    }
  }
  return { examples, skipped, numbers, digest: hash.digest("hex") };
}
