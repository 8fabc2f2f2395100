import type { Lake } from "../clients/ports.ts";
import type { Catalogue, ModelDefinition } from "../core/catalogue/model-definition.ts";
import { judgeDataset } from "../core/dataset/judge-dataset.ts";
import type { Instant } from "../core/instant.ts";

/** Files that are looked at together: a burst of thousands must not open thousands of connections. */
const looksAtOnce = 8;

/** Effects that read what a model is, and the data that arrived for it. */
export function createDatasetActivities(surroundings: {
  catalogue: Catalogue;
  lake: Lake;
  pollSeconds: number;
}) {
  const { catalogue, lake, pollSeconds } = surroundings;
  return {
    /** The model's definition as deployed now: it stays the same for the lifecycle that asked. */
    async readDefinition({ model }: { model: string }) {
      const definition = catalogue[model];
      if (definition === undefined) {
        throw new Error(
          `Catalogue: there is no model "${model}"; it has ${Object.keys(catalogue).join(", ")}. Put the model back, or let this lifecycle fail.`,
        );
      }
      return { definition, pollSeconds };
    },

    /** Looks at every file of an arrival, or at its table, and judges what was found by the input's rules. */
    async validateData(request: {
      paths: readonly string[];
      input: ModelDefinition["input"];
      at: Instant;
    }) {
      const { paths, input, at } = request;
      const looks =
        input.format === "table"
          ? [await lake.lookAtTable(input.table ?? "", input)]
          : await inTurns(paths, (path) => lake.look(path, input));
      return judgeDataset(looks, input, at);
    },
  };
}

async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += looksAtOnce) {
    results.push(...(await Promise.all(items.slice(start, start + looksAtOnce).map(work))));
  }
  return results;
}
