import { writeFileSync } from "node:fs";
import type {
  ComplexType,
  PackageSpec,
  Property,
  Resource,
  Type,
} from "@pulumi/pulumi/provider/experimental/schema.js";
import { readComponentSchema } from "../build/component-schema.ts";

/** Renders the reference of all components as Markdown, from their multi-language schema. */
export function renderComponentReference(schema: PackageSpec): string {
  const { resources, types } = withProgramNames(schema);
  const components = Object.entries(resources).sort(([one], [other]) => rank(one) - rank(other));
  const shapes = Object.entries(types).sort(([one], [other]) => (one < other ? -1 : 1));
  return `# Components

Made from the doc comments in \`components/\` by \`node docs/write-component-reference.ts\`; a test keeps it current.
From TypeScript they are the exports of \`pulumi-nightshift\`; other languages have the token in brackets, by the plugin in
\`node_modules/pulumi-nightshift/dist/components/plugin\`. Pulumi YAML takes it as it is: \`examples/yaml\`. For Python, Go and
C# the CLI makes an SDK of it, in the folder \`sdks\` of your project, which your program imports:

\`\`\`bash
npm install pulumi-nightshift
pulumi package add ./node_modules/pulumi-nightshift/dist/components/plugin
\`\`\`

\`examples/python\` and \`examples/go\` run in tests on the real engine, with SDKs from the code generators of Pulumi 3.274;
the command above could not be run there, for want of today's language hosts. \`examples/csharp\` was never compiled: a test
only compares it with the SDK's sources. Java should work the same way; nobody has tried.

An argument in **bold** is required. "Known" marks one that must be known before anything is deployed, since it decides
what there is; all others may come from other resources.

${components.map(([token, resource]) => renderComponent(token, resource)).join("\n")}
# Argument types

${shapes.map(([token, type]) => renderType(token, type)).join("\n")}`;
}

/** Argument types by their names in programs: generators add "Args" to those of the schema. */
function withProgramNames(schema: PackageSpec): PackageSpec {
  const argumentTypes = Object.entries(schema.types).filter(([, { properties }]) => properties);
  const text = argumentTypes.reduce(
    (renamed, [token]) => renamed.replaceAll(`${token}"`, `${token}Args"`),
    JSON.stringify(schema),
  );
  return JSON.parse(text);
}

/** The component that has all others in it comes first. */
function rank(token: string): number {
  return token.endsWith(":AgentPlatform") ? 0 : 1;
}

function renderComponent(token: string, resource: Resource): string {
  const { inputProperties = {}, requiredInputs = [], properties = {} } = resource;
  const outputs = Object.entries(properties).map(
    ([name, property]) => `| \`${name}\` | ${typeOf(property)} | ${cell(property.description)} |`,
  );
  return `## ${shortName(token)}

${resource.description ?? ""} (\`${token}\`)

${renderArguments(inputProperties, requiredInputs)}
| output | type | |
|---|---|---|
${outputs.join("\n")}
`;
}

function renderType(token: string, type: ComplexType): string {
  const values = (type.enum ?? []).map(({ value }) => `\`${value}\``).join(", ");
  const content = type.properties
    ? renderArguments(type.properties, type.required ?? [])
    : `One of ${values}.\n`;
  return `## ${shortName(token)}\n\n${type.description ?? ""}\n\n${content}`;
}

function renderArguments(
  properties: Readonly<Record<string, Property>>,
  required: readonly string[],
): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const shown = required.includes(name) ? `**\`${name}\`**` : `\`${name}\``;
    const known = property.plain ? "known" : "";
    return `| ${shown} | ${typeOf(property)} | ${known} | ${cell(property.description)} |`;
  });
  return `| argument | type | | |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function typeOf(property: Type): string {
  if ("$ref" in property) {
    if (!property.$ref.startsWith("#/types/")) return "any";
    const name = shortName(property.$ref);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (property.items) return `list of ${typeOf(property.items)}`;
  if (property.additionalProperties) return `map of ${typeOf(property.additionalProperties)}`;
  return property.type;
}

function shortName(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

function cell(text = ""): string {
  return text.replaceAll("|", "\\|");
}

if (import.meta.main) {
  const page = renderComponentReference(readComponentSchema());
  writeFileSync(new URL("components.md", import.meta.url), page);
}
