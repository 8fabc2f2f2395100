import { StringDecoder } from "node:string_decoder";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import { type ContentLook, unreadable } from "./content-look.ts";
import { factsOfJson, type JsonTally, newJsonTally, tallyJson } from "./json-tally.ts";
import { newTextWatch, notText, type TextSource, type TextWatch, watchText } from "./watch-text.ts";

const longestLineCharacters = 4 * 1024 * 1024;
const mostColumns = 10_000;

type Input = Pick<ModelDefinition["input"], "columns">;
type Line = { text: string; number: number; isComplete: boolean };

/** Looks at a file of one JSON object a line by streaming it once; memory does not grow with the file. */
export async function lookAtJsonLines(source: TextSource, input: Input): Promise<ContentLook> {
  const watch = newTextWatch();
  const tallies = new Map<string, JsonTally>();
  let rows = 0;
  for await (const line of linesOf(source, watch)) {
    if (line.text.trim() === "") continue;
    const problem = addRow(tallies, line);
    if (problem !== null) return problem;
    rows++;
  }
  if (watch.binary !== null) return notText(watch.binary, "one JSON object a line");
  if (rows === 0) return unreadable("empty", "The file has no line but blank ones.");
  const columns = [...tallies].map(([name, tally]) =>
    factsOfJson(name, tally, rows, input.columns[name]?.type),
  );
  const digest = watch.hash.digest("hex");
  return { kind: "facts", content: { rows: { kind: "known", value: rows }, columns, digest } };
}

function addRow(tallies: Map<string, JsonTally>, line: Line): ContentLook | null {
  const where = `Line ${line.number}`;
  if (line.text.length > longestLineCharacters) {
    const detail = `${where} is longer than ${longestLineCharacters} characters; each line must hold one row.`;
    return unreadable("wrongFormat", detail);
  }
  const row = parseRow(line.text);
  if (row === null && !line.isComplete) {
    const detail = `${where}, the last, ends within its row. Write the file again.`;
    return unreadable("truncated", detail);
  }
  if (row === null)
    return unreadable("wrongFormat", `${where} is not a JSON object. Mend the line.`);
  for (const [name, value] of Object.entries(row)) {
    const tally = tallies.get(name) ?? newJsonTally();
    tallyJson(tally, value);
    tallies.set(name, tally);
  }
  if (tallies.size <= mostColumns) return null;
  const detail = `${where} brings the columns to more than ${mostColumns}; keys must be columns, not data.`;
  return unreadable("wrongFormat", detail);
}

function parseRow(text: string): object | null {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === "object" && row !== null && !Array.isArray(row) ? row : null;
  } catch {
    return null;
  }
}

/** Lines of the stream, without a byte-order mark; a line that grows too long is given as far as it was read. */
async function* linesOf(source: TextSource, watch: TextWatch): AsyncGenerator<Line> {
  const decoder = new StringDecoder("utf8");
  let number = 0;
  let rest = "";
  for await (const chunk of watchText(source, watch)) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) yield { text: withoutMark(text, ++number), number, isComplete: true };
    if (rest.length > longestLineCharacters) break;
  }
  rest += decoder.end();
  if (rest !== "") yield { text: withoutMark(rest, ++number), number, isComplete: false };
}

function withoutMark(text: string, number: number): string {
  return number === 1 && text.startsWith("\uFEFF") ? text.slice(1) : text;
}
