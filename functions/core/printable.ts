/**
 * Untrusted text as one line of at most `longest` characters without control, format or private characters.
 * Whoever shows it on a page still escapes it.
 */
export function printable(text: string, longest: number): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}
