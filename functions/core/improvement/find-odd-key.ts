/** A key that parsers read otherwise than people do, and why. */
export interface OddKey {
  key: string;
  rule: string;
}

const everyObjectHas = new Set(["__proto__", "constructor", "prototype"]);
const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;

/** The first key of a valid JSON text that stands twice in one object or that every object has; null where there is none. */
export function findOddKey(json: string): OddKey | null {
  const open: Set<string>[] = [];
  for (const [token, colon] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon !== undefined) {
      const key = String(JSON.parse(token.slice(0, -colon.length)));
      if (everyObjectHas.has(key)) return { key, rule: "is a name that every object has" };
      if (open.at(-1)?.has(key)) return { key, rule: "stands twice in one object" };
      open.at(-1)?.add(key);
    }
  }
  return null;
}
