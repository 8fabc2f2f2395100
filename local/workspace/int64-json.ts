/** JSON as Databricks speaks it: ids are int64, which a JavaScript number cannot hold. */

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

const keepLargeIntegers: Reviver = (_key, value, context) =>
  typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? (context?.source ?? value)
    : value;

/** Parses JSON; integers beyond 2^53 become strings of their digits. Throws SyntaxError on other text. */
export function parseInt64Json(text: string): unknown {
  return JSON.parse(text, keepLargeIntegers);
}

/** Marks an id, held as a string of digits, so that `JSON.stringify` writes it as a number. */
export function int64(id: string): unknown {
  return rawJson(id);
}

// TypeScript's libraries do not know JSON.rawJSON yet; Node 24 does.
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
