import { pipeline } from "node:stream/promises";
import { CsvError, type Parser, parse } from "csv-parse";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import { type ContentLook, unreadable } from "./content-look.ts";
import { factsOfText, newTextTally, type TextTally, tallyText } from "./text-tally.ts";
import { newTextWatch, notText, type TextSource, type TextWatch, watchText } from "./watch-text.ts";

const delimiters = [",", ";", "\t", "|"];
const longestRowBytes = 4 * 1024 * 1024;

type Input = Pick<ModelDefinition["input"], "delimiter" | "columns">;

/** Where the reading of one file stands. */
interface Reading {
  header: string[] | null;
  tallies: TextTally[];
  rows: number;
  /** Line on which the last row ended. */
  line: number;
  ragged: { count: number; line: number; fields: number } | null;
  lastIsRagged: boolean;
  /** Set where going on would tell nothing more. */
  stopped: ContentLook | null;
}

/**
 * Looks at a CSV file with a header in its first line by streaming it once; memory does not grow with the
 * file. Blank lines do not count as rows, as in pandas and Spark.
 */
export async function lookAtCsv(source: TextSource, input: Input): Promise<ContentLook> {
  const reading: Reading = {
    header: null,
    tallies: [],
    rows: 0,
    line: 0,
    ragged: null,
    lastIsRagged: false,
    stopped: null,
  };
  const watch = newTextWatch();
  const parser = createParser(reading, input, watch);
  parser.resume();
  try {
    await pipeline(watchText(source, watch), parser);
  } catch (error) {
    if (error instanceof CsvError) return unreadableCsv(error, reading.line + 1);
    throw error;
  }
  if (watch.binary !== null) return notText(watch.binary, "CSV");
  return conclude(reading, input, watch);
}

function createParser(reading: Reading, input: Input, watch: TextWatch): Parser {
  return parse({
    delimiter: input.delimiter,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // A quote inside an unquoted field is text to pandas and Spark, so it is here.
    relax_quotes: true,
    max_record_size: longestRowBytes,
    // Counting here, in the parser's own pass, keeps rows from being queued as objects.
    on_record: (record: string[], { lines }) => {
      if (reading.stopped !== null) return null;
      reading.line = lines;
      if (reading.header === null) readHeader(reading, record, input);
      else readRow(reading, record, reading.header.length, lines);
      watch.isDone = reading.stopped !== null;
      return null;
    },
  });
}

function readHeader(reading: Reading, header: string[], input: Input): void {
  const [only = ""] = header;
  const better = delimiters.find((other) => other !== input.delimiter && only.includes(other));
  const isKnown = Object.hasOwn(input.columns, only);
  if (header.length === 1 && better !== undefined && !isKnown) {
    reading.stopped = unreadable(
      "wrongFormat",
      `Line 1 is one field with delimiter ${JSON.stringify(input.delimiter)} but ${only.split(better).length} with ${JSON.stringify(better)}. Set input.delimiter to ${JSON.stringify(better)}.`,
    );
  }
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) {
    reading.stopped = unreadable(
      "wrongFormat",
      `Line 1 names column "${twice}" twice; each name must be its own. Rename one.`,
    );
  }
  reading.header = header;
  reading.tallies = header.map(newTextTally);
}

function readRow(reading: Reading, record: string[], width: number, line: number): void {
  reading.rows++;
  reading.lastIsRagged = record.length !== width;
  if (reading.lastIsRagged) {
    reading.ragged ??= { count: 0, line, fields: record.length };
    reading.ragged.count++;
    return;
  }
  for (const [index, tally] of reading.tallies.entries()) tallyText(tally, record[index] ?? "");
}

function conclude(reading: Reading, input: Input, watch: TextWatch): ContentLook {
  const { header, ragged, rows, tallies } = reading;
  if (reading.stopped !== null) return reading.stopped;
  if (header === null) return unreadable("empty", "The file has no line but blank ones.");
  if (ragged !== null) {
    const what = `Line ${ragged.line} has ${ragged.fields} field(s); the header has ${header.length}.`;
    const isCutOff = ragged.count === 1 && reading.lastIsRagged && !watch.endsWithNewline;
    if (isCutOff && ragged.fields < header.length) {
      return unreadable(
        "truncated",
        `${what} It is the last line and ends without a newline: write the file again.`,
      );
    }
    return unreadable(
      "ragged",
      `${what} ${ragged.count} of ${rows} row(s) differ from it. Quote fields that hold the delimiter ${JSON.stringify(input.delimiter)}.`,
    );
  }
  const columns = header.map((name, index) =>
    factsOfText(name, tallies[index] ?? newTextTally(), input.columns[name]?.type),
  );
  const digest = watch.hash.digest("hex");
  return { kind: "facts", content: { rows: { kind: "known", value: rows }, columns, digest } };
}

function unreadableCsv(error: CsvError, line: number): ContentLook {
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    const detail = `The row that starts on line ${line} opens a quote that is never closed. Write the file again, or close it.`;
    return unreadable("truncated", detail);
  }
  return unreadable("wrongFormat", `${error.message}. Mend the line, or set input.delimiter.`);
}
