import { readFileSync } from "node:fs";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { main, type Provider } from "@pulumi/pulumi/provider/index.js";
import * as library from "../index.ts";

/** What the schema beside this file says of each component; `npm run build` writes it. */
interface PackageSchema {
  version: string;
  resources: Readonly<Record<string, { properties: Readonly<Record<string, unknown>> }>>;
}

type Component = new (
  name: string,
  // The schema is made from the constructors, and each of them checks what it is given.
  args: never,
  opts?: ComponentResourceOptions,
) => ComponentResource;

function isComponent(value: unknown): value is Component {
  return typeof value === "function" && value.prototype instanceof ComponentResource;
}

/**
 * Serves the components to programs in every Pulumi language. Not `componentProviderHost`: that type-checks all
 * sources at each start, which takes seconds and needs them, and TypeScript, where the package is installed.
 */
function createProvider(schema: string): Provider {
  const { version, resources }: PackageSchema = JSON.parse(schema);
  return {
    version,
    schema,
    construct: async (name, type, inputs, options) => {
      const Constructed = Reflect.get(library, type.split(":").at(-1) ?? "");
      const outputs = resources[type]?.properties;
      if (!isComponent(Constructed) || !outputs) {
        const known = Object.keys(resources).join(", ");
        throw new Error(`Resource "${name}": its type is ${type}; it must be one of ${known}.`);
      }
      const made = new Constructed(name, inputs as never, options);
      const state = Object.keys(outputs).map((output) => [output, Reflect.get(made, output)]);
      return { urn: made.urn, state: Object.fromEntries(state) };
    },
  };
}

const schema = readFileSync(new URL("schema.json", import.meta.url), "utf8");
void main(createProvider(schema), process.argv.slice(2));
