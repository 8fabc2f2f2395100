import { type Document, LineCounter, parseDocument } from "yaml";
import * as z from "zod/mini";
import { expectationFields } from "./expectation-fields.ts";
import { moment } from "./field-schemas.ts";
import {
  asList,
  asMap,
  type Fields,
  type Note,
  onlyWord,
  type Path,
  pick,
  read,
  refuseUnknown,
} from "./read-fields.ts";
import {
  catalogueSources,
  type Expectation,
  expectationBounds,
  expectationKinds,
  header,
  type Rehearsal,
  type Step,
  type StepAction,
  wanted,
} from "./rehearsal.ts";
import { stepBodies } from "./step-bodies.ts";

/** A mistake in a rehearsal file: where, and what is wrong with which value, with the mend. */
export interface Mistake {
  /** Line of the file, from 1. */
  line: number;
  message: string;
}

/** Outcome of reading a rehearsal file. */
export type ParsedRehearsal =
  | { kind: "rehearsal"; rehearsal: Rehearsal }
  | { kind: "refused"; mistakes: Mistake[] };

const stepWords = Object.keys(stepBodies);
const topFields = [...Object.keys(header), ...Object.keys(catalogueSources), "steps", "expect"];

/** Reads a rehearsal file; a refusal lists every mistake in it, by line. */
export function parseRehearsal(text: string): ParsedRehearsal {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes: Mistake[] = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: `${error.message.trim()}. The file must be YAML.`,
  }));
  if (mistakes.length > 0) return { kind: "refused", mistakes };
  const lineOf = (path: Path): number => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      const range = z.object({ range: z.array(z.number()) }).safeParse(node);
      if (range.success) return lines.linePos(range.data.range[0] ?? 0).line;
    }
    return 1;
  };
  const note: Note = (path, message) => mistakes.push({ line: lineOf(path), message });
  const root = readDocument(document, note);
  if (mistakes.length > 0) return { kind: "refused", mistakes };
  const rehearsal = readRehearsal(root, note, lineOf);
  if (rehearsal && mistakes.length === 0) return { kind: "rehearsal", rehearsal };
  return { kind: "refused", mistakes: mistakes.toSorted((a, b) => a.line - b.line) };
}

/** Aliases that multiply into more than any night needs are found only here. */
function readDocument(document: Document, note: Note): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return note([], `${error instanceof Error ? error.message : error}. Write it out instead.`);
  }
}

function readRehearsal(
  root: unknown,
  note: Note,
  lineOf: (path: Path) => number,
): Rehearsal | null {
  const fields = asMap(root, [], note);
  if (!fields) return null;
  refuseUnknown(fields, topFields, [], note);
  const head = read(z.object(header), pick(fields, Object.keys(header)), [], note);
  const steps = asList(fields.steps, ["steps"], note).map((step, index) =>
    readStep(step, ["steps", index], note),
  );
  const expect = asList(fields.expect ?? [], ["expect"], note).map((item, index) =>
    readExpectation(item, ["expect", index], note, lineOf),
  );
  const catalogue = readCatalogue(fields, note);
  if (!head || !catalogue) return null;
  return {
    ...head,
    catalogue,
    steps: steps.filter((step) => step !== null),
    expect: expect.filter((item) => item !== null),
  };
}

function readCatalogue(fields: Fields, note: Note): Rehearsal["catalogue"] | null {
  const sources = pick(fields, Object.keys(catalogueSources));
  const { stack, models } = read(z.object(catalogueSources), sources, [], note) ?? {};
  const held = Object.keys(sources).length;
  if (held === 1 && stack !== undefined) return { kind: "stack", stack };
  if (held === 1 && typeof models === "string") return { kind: "file", file: models };
  if (held === 1 && typeof models === "object") return { kind: "models", models };
  if (held === 1) return null;
  const found = held === 0 ? "neither is given" : "both are given";
  note(["models"], `stack and models: ${found}; exactly one must be. Keep one of them.`);
  return null;
}

function readStep(value: unknown, path: Path, note: Note): Step | null {
  const fields = asMap(value, path, note);
  if (!fields) return null;
  const at = read(moment, fields.at ?? "+0s", [...path, "at"], note);
  const word = onlyWord(fields, stepWords, ["at"], path, note);
  if (word === null) return null;
  const action = readAction(word, fields[word], [...path, word], note);
  return at && action ? { at, action } : null;
}

function readAction(word: string, body: unknown, path: Path, note: Note): StepAction | null {
  switch (word) {
    case "drop":
      return tag(word, read(stepBodies.drop, body, path, note));
    case "run":
      return tag(word, read(stepBodies.run, body, path, note));
    case "alert":
      return tag(word, read(stepBodies.alert, body, path, note));
    case "serve":
      return tag(word, read(stepBodies.serve, body, path, note));
    case "compute":
      return tag(word, read(stepBodies.compute, body, path, note));
    case "approve":
      return tag(word, read(stepBodies.approve, body, path, note));
    case "reject":
      return tag(word, read(stepBodies.reject, body, path, note));
    case "hold":
      return tag(word, read(stepBodies.hold, body, path, note));
    case "lift":
      return tag(word, read(stepBodies.lift, body, path, note));
    case "fault":
      return tag(word, read(stepBodies.fault, body, path, note));
    case "kill":
      return tag(word, read(stepBodies.kill, body, path, note));
    default:
      return null;
  }
}

function tag<K, B>(kind: K, body: B | null): { kind: K; body: B } | null {
  return body === null ? null : { kind, body };
}

function readExpectation(
  value: unknown,
  path: Path,
  note: Note,
  lineOf: (path: Path) => number,
): Expectation | null {
  const fields = asMap(value, path, note);
  if (!fields) return null;
  const bounds = Object.keys(expectationBounds);
  const limits = read(z.object(expectationBounds), pick(fields, bounds), path, note);
  const word = onlyWord(fields, expectationKinds, bounds, path, note);
  const kind = expectationKinds.find((known) => known === word);
  if (!kind) return null;
  const asked = read(z.record(z.string(), wanted), fields[kind], [...path, kind], note);
  if (asked) refuseUnknown(asked, expectationFields[kind], [...path, kind], note);
  return asked && limits ? { kind, fields: asked, ...limits, line: lineOf(path) } : null;
}
