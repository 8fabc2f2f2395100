import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { catalogueSchema, type SchemaNode } from "../functions/core/catalogue/catalogue-schema.ts";

/** What a definition's doc comments say: of itself, and of each key with the definition below it. */
interface Described {
  keys: Map<string, { text: string; below: string | null }>;
}

const folder = new URL("../functions/core/catalogue/", import.meta.url);
const files = ["model", "input", "training", "improvement"].map((name) => `${name}-definition.ts`);

/** The published JSON schema of a catalogue, with the doc comments of the definitions as descriptions. */
export function renderCatalogueSchema(): string {
  const described = new Map(files.flatMap(readDescriptions));
  const schema = catalogueSchema();
  if (typeof schema.additionalProperties === "object") {
    describe(schema.additionalProperties, "modelDefinition", described);
  }
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function readDescriptions(file: string): [string, Described][] {
  const text = readFileSync(new URL(file, folder), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .flatMap(({ name, initializer }): [string, Described][] => {
      const shape =
        initializer && ts.isCallExpression(initializer) ? initializer.arguments[0] : null;
      if (!shape || !ts.isObjectLiteralExpression(shape)) return [];
      return [[name.getText(), { keys: new Map(shape.properties.flatMap(readKey)) }]];
    });
}

function readKey(
  property: ts.ObjectLiteralElementLike,
): [string, { text: string; below: string | null }][] {
  if (!property.name) return [];
  const below = /\b(\w+(?:Definition|Rule|Range))\b/.exec(
    property.getText().replace(/^\w+/, ""),
  )?.[1];
  const named = ts.isShorthandPropertyAssignment(property) ? property.name.getText() : null;
  const comment = property.getFullText().match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? "";
  const text = comment
    .replace(/@default[\s\S]*/, "")
    .replace(/\s+/g, " ")
    .trim();
  return [[property.name.getText(), { text, below: below ?? named }]];
}

function describe(node: SchemaNode, name: string, described: ReadonlyMap<string, Described>): void {
  for (const [key, { text, below }] of described.get(name)?.keys ?? []) {
    const property = node.properties?.[key];
    if (typeof property !== "object") continue;
    if (text !== "") property.description = text;
    if (below === null) continue;
    const inner = property.properties ? property : property.additionalProperties;
    if (typeof inner === "object") describe(inner, below, described);
  }
}

if (import.meta.main) {
  writeFileSync(new URL("catalogue.schema.json", import.meta.url), renderCatalogueSchema());
}
