import * as z from "zod/mini";

declare global {
  interface JSON {
    /** Text that `JSON.stringify` writes as it stands. */
    rawJSON(text: string): object;
  }
}

/** Parses JSON; an integer that a number cannot hold exactly (int64 ids) becomes its own digits as a string. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? "";
    return /^-?\d+$/.test(source) ? source : value;
  });
}

/** An id as it goes into a request body: all digits of an int64, unquoted. Throws where it is not an integer. */
export function exactInteger(id: string): object {
  if (/^-?\d{1,19}$/.test(id)) return JSON.rawJSON(String(BigInt(id)));
  throw new Error(`exactInteger: id is "${id}"; it must be an integer of at most 19 digits.`);
}

/** An id in an answer: a number or a string on the wire, a string here. */
export const idText = z.pipe(
  z.union([z.string(), z.number()]),
  z.transform((id: string | number) => String(id)),
);
