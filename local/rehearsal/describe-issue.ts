import type * as z from "zod/mini";

/** Rule that a value broke, as the end of a sentence: `must be a whole number from 1 to 20`. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.message !== "" && issue.message !== "Invalid input") return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${named(issue.expected)}`;
    case "too_small":
      return `must be at least ${bound(issue.minimum, issue.origin)}`;
    case "too_big":
      return `must be at most ${bound(issue.maximum, issue.origin)}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    default:
      return "has the wrong form";
  }
}

function named(expected: string): string {
  if (expected === "string") return "a text";
  if (expected === "int") return "a whole number";
  if (expected === "number" || expected === "nan") return "a number";
  if (expected === "object" || expected === "record") return "a map of fields";
  return expected === "array" ? "a list" : expected;
}

function bound(limit: number | bigint, origin: string): string {
  return origin === "string" ? `${limit} characters long` : String(limit);
}
