import { allModels } from "../names.ts";
import { modelSchema } from "./catalogue-schema.ts";
import { describeIssue, valueAt } from "./describe-issue.ts";
import { type Mistake, showValue } from "./mistake.ts";
import { type Catalogue, modelDefinition, modelIdPattern } from "./model-definition.ts";
import { findModelMistakes } from "./model-rules.ts";

/** A catalogue with every default filled in, or all that is wrong with it. */
export type ParsedCatalogue =
  | { kind: "catalogue"; catalogue: Catalogue }
  | { kind: "invalid"; mistakes: Mistake[] };

/** Checks model definitions by model id and answers with all mistakes at once. Never throws on data from JSON or YAML. */
export function parseCatalogue(input: unknown): ParsedCatalogue {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    const rule = "must be a map of model ids to model definitions";
    return {
      kind: "invalid",
      mistakes: [
        { path: "models", value: showValue(input), rule, mend: "Write one key for each model." },
      ],
    };
  }
  const models = Object.entries(input);
  const parsed = models.map(([id, value]) => ({
    id,
    value,
    result: modelDefinition.safeParse(value),
  }));
  const definitions = parsed.flatMap(({ id, result }) =>
    result.success ? [[id, result.data] as const] : [],
  );
  const schema = modelSchema();
  const mistakes = [
    ...models.flatMap(([id]) => findIdMistakes(id)),
    ...parsed.flatMap(({ id, value, result }) => [
      ...(result.error?.issues ?? []).flatMap((issue) =>
        describeIssue(issue, { id, value, schema }),
      ),
      ...findModelMistakes(id, value, schema),
    ]),
    ...findShared(models),
  ];
  if (mistakes.length > 0) return { kind: "invalid", mistakes };
  return { kind: "catalogue", catalogue: Object.fromEntries(definitions) };
}

function findIdMistakes(id: string): Mistake[] {
  if (modelIdPattern.test(id) && id !== allModels) return [];
  const rule =
    id === allModels
      ? "is kept for the hold on all models"
      : "must be 3 to 40 characters of a-z, 0-9 and -, a letter first, no - last";
  return [{ path: id, value: "this model id", rule, mend: "Rename the model." }];
}

/** Two models on one registered model, on one folder, or one inside the other's folder. */
function findShared(models: readonly [string, unknown][]): Mistake[] {
  return models.flatMap(([id, value], index) =>
    models.slice(0, index).flatMap(([otherId, other]) => {
      const [name, otherName] = [value, other].map((model) => valueAt(model, ["registeredModel"]));
      const [path, otherPath] = [value, other].map((model) => valueAt(model, ["input", "path"]));
      const mistakes: Mistake[] = [];
      if (typeof name === "string" && name === otherName) {
        const rule = `is also the registered model of ${otherId}`;
        mistakes.push({
          path: `${id}.registeredModel`,
          value: showValue(name),
          rule,
          mend: "Give each model its own.",
        });
      }
      if (typeof path === "string" && typeof otherPath === "string" && overlap(path, otherPath)) {
        const rule = `overlaps the folder of ${otherId}, ${showValue(otherPath)}`;
        mistakes.push({
          path: `${id}.input.path`,
          value: showValue(path),
          rule,
          mend: "Give each model its own folder.",
        });
      }
      return mistakes;
    }),
  );
}

function overlap(left: string, right: string): boolean {
  return `${left}/`.startsWith(`${right}/`) || `${right}/`.startsWith(`${left}/`);
}
