import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import {
  generateSchema,
  type PackageSpec,
  type Property,
} from "@pulumi/pulumi/provider/experimental/schema.js";
import ts from "typescript";
import * as library from "../components/index.ts";

/** What doc comments say of an interface or a set of values. Pulumi's own analysis drops types and defaults. */
interface Documented {
  text: string;
  bases: string[];
  defaults: Map<string, string>;
}

type Documentation = ReadonlyMap<string, Documented>;

const root = fileURLToPath(new URL("..", import.meta.url));
const packageName = "nightshift";

/**
 * Reads the multi-language schema, from which Pulumi makes packages for every language, out of the components' types
 * and doc comments. Takes seconds, since it type-checks them all. Throws where a type has no counterpart there.
 */
export function readComponentSchema(): PackageSpec {
  const { version, description } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const entry = { main: `${root}components/index.js` };
  // It reads every file that the tsconfig.json in its folder names: the one here names few.
  const { dirname } = import.meta;
  const analyzer = new Analyzer(dirname, packageName, entry, new Set(componentNames()));
  const { components, typeDefinitions, dependencies } = analyzer.analyze();
  const schema = generateSchema(
    packageName,
    version,
    description,
    components,
    typeDefinitions,
    dependencies,
  );
  return withShortTypeNames(withDocumentation(schema, readDocumentation()));
}

/** Names of all components that the library exports. */
export function componentNames(): string[] {
  return Object.entries(library).flatMap(([name, value]) =>
    typeof value === "function" && "isInstance" in value ? [name] : [],
  );
}

function withDocumentation(schema: PackageSpec, documentation: Documentation): PackageSpec {
  for (const [token, { inputProperties = {} }] of Object.entries(schema.resources))
    describeProperties(inputProperties, `${lastPart(token)}Args`, documentation);
  for (const [token, type] of Object.entries(schema.types)) {
    type.description = documentation.get(lastPart(token))?.text;
    describeProperties(type.properties ?? {}, lastPart(token), documentation);
  }
  return schema;
}

/** Generators add "Args" to the name of an argument type; our interfaces have it already. */
function withShortTypeNames(schema: PackageSpec): PackageSpec {
  const tokens = /("(?:#\/types\/)?nightshift:index:\w+)Args"/g;
  return JSON.parse(JSON.stringify(schema).replaceAll(tokens, '$1"'));
}

function describeProperties(
  properties: Record<string, Property>,
  owner: string,
  documentation: Documentation,
): void {
  for (const [name, property] of Object.entries(properties)) {
    const text = oneLine(property.description ?? "");
    const value = defaultOf(name, owner, documentation);
    property.description = value === undefined ? text : `${text} Default: ${value}.`;
  }
}

function defaultOf(
  property: string,
  owner: string,
  documentation: Documentation,
): string | undefined {
  const documented = documentation.get(owner);
  const inherited = documented?.bases.map((base) => defaultOf(property, base, documentation)) ?? [];
  return [documented?.defaults.get(property), ...inherited].find((value) => value !== undefined);
}

function readDocumentation(): Documentation {
  const statements = globSync("components/*.ts", { cwd: root }).flatMap((file) => {
    const text = readFileSync(`${root}/${file}`, "utf8");
    return [...ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements];
  });
  return new Map([
    ...statements.filter(ts.isInterfaceDeclaration).map(documentInterface),
    ...statements.filter(ts.isVariableStatement).flatMap(documentValues),
  ]);
}

function documentInterface(node: ts.InterfaceDeclaration): [string, Documented] {
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText()),
  );
  const defaults = node.members.flatMap((member): [string, string][] => {
    const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
    const value = oneLine(ts.getTextOfJSDocComment(tag?.comment) ?? "");
    return member.name && value !== "" ? [[member.name.getText(), value]] : [];
  });
  return [node.name.text, { text: commentOf(node), bases, defaults: new Map(defaults) }];
}

/** A set of values is a constant with a type of the same name; the constant says what it is. */
function documentValues(node: ts.VariableStatement): [string, Documented][] {
  const documented = { text: commentOf(node), bases: [], defaults: new Map<string, string>() };
  return node.declarationList.declarations.map(({ name }) => [name.getText(), documented]);
}

function commentOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return oneLine(comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join(" "));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function lastPart(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}
