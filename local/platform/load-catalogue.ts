import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod/mini";
import { Refusal } from "./refusal.ts";

/** Where model definitions come from. */
export type CatalogueSource =
  | { kind: "stack"; stack: string; folder: string }
  | { kind: "stackFile"; file: string }
  | { kind: "file"; file: string }
  | { kind: "models"; models: Record<string, unknown> };

const models = z.record(z.string(), z.unknown());
const stackFile = z.object({ config: z.optional(z.record(z.string(), z.unknown())) });
const key = "nightshift:models";

/** Model definitions of a source, as their owner wrote them and not yet checked. Throws a Refusal where there are none. */
export function loadModels(source: CatalogueSource): Record<string, unknown> {
  switch (source.kind) {
    case "models":
      return source.models;
    case "file":
      return readModelsFile(source.file);
    case "stack":
      return readStack(source.stack, source.folder);
    case "stackFile":
      return readStackFile(source.file);
  }
}

function readStack(stack: string, folder: string): Record<string, unknown> {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    const found = stacksIn(folder);
    const mend =
      found.length > 0 ? `Known: ${found.join(", ")}.` : "Or name a file with --models FILE.";
    throw new Refusal(`Stack ${stack}: ${file} does not exist. ${mend}`);
  }
  return readStackFile(file);
}

function readStackFile(file: string): Record<string, unknown> {
  if (!existsSync(file))
    throw new Refusal(`Stack file ${file}: it does not exist. Check the path.`);
  const content = stackFile.safeParse(readYaml(file));
  const found = models.safeParse(content.data?.config?.[key]);
  if (!found.success)
    throw new Refusal(
      `Stack file ${file} has no model definitions under config, ${key}. Add them there.`,
    );
  return expectSome(found.data, `Stack file ${file}`);
}

function readModelsFile(file: string): Record<string, unknown> {
  if (!existsSync(file))
    throw new Refusal(`Models file ${file}: it does not exist. Check the path.`);
  const content = models.safeParse(readYaml(file));
  if (!content.success)
    throw new Refusal(`Models file ${file}: it must be a map of model definitions by model id.`);
  const inner = models.safeParse(content.data.models);
  return expectSome(inner.success ? inner.data : content.data, `Models file ${file}`);
}

function expectSome(found: Record<string, unknown>, where: string): Record<string, unknown> {
  if (Object.keys(found).length > 0) return found;
  throw new Refusal(`${where}: it defines no model. Add one.`);
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"), refuseProto);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`File ${file}: ${error.message}`);
    throw new Refusal(
      `File ${file}: it is not YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** A copy of an object with this key is an object without it, and whatever it held would be lost. */
function refuseProto(name: unknown, value: unknown): unknown {
  if (name === "__proto__") throw new Refusal("a key is __proto__, which is no name. Rename it.");
  return value;
}

function stacksIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}
