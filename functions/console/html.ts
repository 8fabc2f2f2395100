/** Markup that is safe to stand in a page. */
export interface Html {
  readonly markup: string;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What may stand between the parts of a template: text is escaped, markup is not, null is nothing. */
export type HtmlPart = string | number | null | Html | readonly Html[];

/** Makes markup from a template; every text in it is escaped, so that data never becomes markup. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  const markup = parts.reduce(
    (before, part, index) => `${before}${markupOf(values[index - 1] ?? null)}${part}`,
  );
  return { markup };
}

function markupOf(value: HtmlPart): string {
  if (value === null) return "";
  if (typeof value === "object") {
    return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
  }
  return String(value).replaceAll(/[&<>"']/g, (mark) => escapes[mark] ?? mark);
}
