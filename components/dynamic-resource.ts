import * as pulumi from "@pulumi/pulumi";

/** A function whose text can run elsewhere: what it needs, it imports inside or is given as a helper. */
type Portable = (...given: never[]) => unknown;

/** The operations of Pulumi's `dynamic.ResourceProvider`, each under its own name, and what they call. */
export interface DynamicProvider {
  operations: readonly Portable[];
  helpers: readonly Portable[];
}

/**
 * A resource that Pulumi's plugin for dynamic providers makes, from the text of its provider in the state.
 *
 * `pulumi.dynamic.Resource` finds that text by itself, and for it walks all that can be reached from the provider and
 * from every global of Node: half a second of each program's start.
 */
export class DynamicResource extends pulumi.CustomResource {
  constructor(
    type: string,
    name: string,
    args: pulumi.Inputs,
    provider: DynamicProvider,
    opts: pulumi.CustomResourceOptions,
  ) {
    const inputs = { ...args, __provider: textOf(provider) };
    super(`pulumi-nodejs:dynamic/nightshift:${type}`, name, inputs, opts);
  }
}

function textOf({ operations, helpers }: DynamicProvider): string {
  const sources = [...helpers, ...operations].map(String);
  const names = operations.map(({ name }) => name);
  return `${sources.join("\n")}\nexports.handler = () => ({ ${names.join(", ")} });\n`;
}
