/** A Databricks statement in SQLite's words, or the error that Databricks would have answered. */
export type Translation =
  | { kind: "query"; text: string; parameters: string[] }
  | { kind: "refused"; message: string };

type Token = { kind: "name" | "text" | "parameter" | "space" | "other"; text: string };

const tokenPattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*")|(?<parameter>:[A-Za-z_]\w*)|(?<name>(?:[A-Za-z_]\w*|`(?:[^`]|``)+`)(?:\s*\.\s*(?:[A-Za-z_]\w*|`(?:[^`]|``)+`))*)|(?<other>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|<=>|[<>!=|]=|\|\||.)/gs;

/** Words of Spark SQL that SQLite has under another name. */
const words: Record<string, string> = { string: "TEXT", timestamp: "TEXT", date: "TEXT" };

/**
 * Translates one SELECT: three-part table names, back-quoted names, double-quoted texts, floating division and
 * type names. What SQLite lacks beyond that stays and fails there.
 */
export function translateQuery(statement: string): Translation {
  const tokens = tokenize(statement);
  const significant = tokens.filter(({ kind }) => kind !== "space");
  if (significant.at(-1)?.text === ";") significant.pop();
  const first = significant[0]?.text.toUpperCase() ?? "";
  const many = significant.some(({ text }) => text === ";");
  if (many || !["SELECT", "WITH", "("].includes(first)) {
    const near = many ? ";" : (significant[0]?.text ?? "end of input");
    return {
      kind: "refused",
      message: `[PARSE_SYNTAX_ERROR] Syntax error at or near '${near}': one SELECT is expected. SQLSTATE: 42601`,
    };
  }
  const parameters = significant.filter(({ kind }) => kind === "parameter");
  return {
    kind: "query",
    text: significant.map((token, index) => translate(token, significant[index - 1])).join(" "),
    parameters: [...new Set(parameters.map(({ text }) => text.slice(1)))],
  };
}

function tokenize(statement: string): Token[] {
  return [...statement.matchAll(tokenPattern)].map(({ 0: text, groups = {} }) => {
    const { space, text: literal, parameter, name } = groups;
    if (space !== undefined) return { kind: "space", text };
    if (literal !== undefined) return { kind: "text", text };
    if (parameter !== undefined) return { kind: "parameter", text };
    return { kind: name === undefined ? "other" : "name", text };
  });
}

function translate(token: Token, before: Token | undefined): string {
  if (token.kind === "text") return quoteText(plainText(token.text.slice(1, -1)));
  if (token.kind === "name") return translateName(token.text, before);
  if (token.text === "/") return "* 1.0 /";
  if (token.text === "<=>") return "IS";
  return token.text;
}

/** Three parts are one table here; a fourth is its column. */
function translateName(text: string, before: Token | undefined): string {
  const parts = partsOf(text);
  if (parts.length >= 3) {
    const table = quoteName(parts.slice(0, 3).join(".").toLowerCase());
    return [table, ...parts.slice(3).map(quoteName)].join(".");
  }
  if (text.includes("`")) return parts.map(quoteName).join(".");
  const isType = before?.text.toUpperCase() === "AS";
  return (isType ? words[text.toLowerCase()] : undefined) ?? text;
}

/** The parts of a name, unquoted: a dot or a doubled back-quote between back-quotes belongs to its part. */
function partsOf(text: string): string[] {
  return [...text.matchAll(/`((?:[^`]|``)+)`|[A-Za-z_]\w*/g)].map(
    ([plain, quoted]) => quoted?.replaceAll("``", "`") ?? plain,
  );
}

function plainText(text: string): string {
  return text.replaceAll(/''|\\(.)/gs, (found, escaped) => (found === "''" ? "'" : escaped));
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQLite quotes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const errors: [RegExp, (subject: string) => string][] = [
  [
    /^no such table: (.*)$/,
    (table) =>
      `[TABLE_OR_VIEW_NOT_FOUND] The table or view \`${table}\` cannot be found. SQLSTATE: 42P01`,
  ],
  [
    /^no such column: (.*)$/,
    (column) =>
      `[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column with name \`${column}\` cannot be resolved. SQLSTATE: 42703`,
  ],
  [
    /^no such function: (.*)$/,
    (name) =>
      `[UNRESOLVED_ROUTINE] Cannot resolve routine \`${name}\` on search path. SQLSTATE: 42883`,
  ],
  [
    /^near "(.*)": syntax error$/,
    (near) => `[PARSE_SYNTAX_ERROR] Syntax error at or near '${near}'. SQLSTATE: 42601`,
  ],
];

/** SQLite's error in the words of Databricks, where it has words for it. */
export function translateError(message: string): string {
  for (const [pattern, word] of errors) {
    const found = pattern.exec(message);
    if (found !== null) return word(found[1] ?? "");
  }
  return message;
}
