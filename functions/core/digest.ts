import { createHash } from "node:crypto";

/** SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/**
 * JSON with sorted keys and no spaces, so that equal data always gives equal text.
 * Throws where a value would be lost or changed by JSON: NaN, infinite, a function, undefined in an array.
 */
export function canonicalJson(value: unknown): string {
  return canonical(value, "$");
}

function canonical(value: unknown, path: string): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => canonical(item, `${path}[${index}]`)).join(",")}]`;
  }
  if (typeof value === "object" && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member, `${path}.${key}`)}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(
    `canonicalJson: ${path} is ${String(value)}; it must be plain JSON data. Write it as text, or leave it out.`,
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
