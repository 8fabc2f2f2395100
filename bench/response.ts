import { classifyAlert } from "../functions/core/response/classify-alert.ts";
import { countBins, measureDrift, referenceOf } from "../functions/core/response/measure-drift.ts";
import { parseAlerts } from "../functions/core/response/parse-alert.ts";
import { alarm } from "../test/slow/crash/alarm.ts";
import { openResponseRig } from "../test/slow/recipes/response/response-rig.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { medianOf, shareOf } from "./share-of.ts";

const stormAlerts = 10_000;
const stormModels = 20;
const singleAlerts = 100;
const features = 50;
const driftRows = 1_000_000;

/** Alerts from the event hub to their end, on the local host with storage and a workspace. */
export const response: Bench = {
  name: "response",
  about: `${singleAlerts} alerts one after the other until the alias is back; a storm of ${stormAlerts} over ${stormModels} models; parsing and classifying alone; drift of ${features} features over ${driftRows} rows`,
  limits: [
    { figure: "alert to alias, 99 of 100", atMost: 300 },
    { figure: `storm of ${stormAlerts}, all in their groups`, atMost: 20 },
    { figure: "memory of the host in the storm, most", atMost: 450 },
  ],
  async measure() {
    return [...(await measureOnHost()), classification(), drift()];
  },
};

async function measureOnHost(): Promise<Figure[]> {
  const rig = await openResponseRig(singleAlerts, stormModels);
  try {
    const taken = await rig.timesToAlias();
    const storm = await rig.storm(stormAlerts);
    return [
      { name: "alert to alias, median", value: medianOf(taken), unit: "ms" },
      { name: "alert to alias, 99 of 100", value: shareOf(taken, 0.99), unit: "ms" },
      { name: `storm of ${stormAlerts}, all in their groups`, value: storm.seconds, unit: "s" },
      { name: "alerts a second in the storm", value: stormAlerts / storm.seconds, unit: "" },
      { name: "memory of the host in the storm, most", value: storm.peakMiB, unit: "MiB" },
    ];
  } finally {
    await rig.close();
  }
}

function classification(): Figure {
  const texts = Array.from({ length: stormAlerts }, (_, at) =>
    JSON.stringify(alarm("model-degradation", "films", at)),
  );
  const began = performance.now();
  for (const text of texts) {
    for (const parsed of parseAlerts(text, ["films"])) {
      if (parsed.kind === "alert") classifyAlert(parsed.alert);
    }
  }
  const seconds = (performance.now() - began) / 1000;
  return { name: "alerts parsed and classified a second", value: stormAlerts / seconds, unit: "" };
}

/** Counting and comparing alone; on Databricks the warehouse counts. */
function drift(): Figure {
  const columns = Array.from({ length: features }, (_, feature) =>
    Array.from({ length: driftRows / features }, (_, row) => Math.sin(row * (feature + 1))),
  );
  const rule = { psiLimit: 0.2, minWindowRows: 500, features };
  const references = columns.map((values, at) => referenceOf(`f${at}`, values.slice(0, 10_000)));
  const began = performance.now();
  for (const reference of references) {
    const [column = []] = columns.slice(references.indexOf(reference));
    for (let pass = 0; pass < features; pass++) {
      measureDrift(reference, countBins(reference.edges, column), rule);
    }
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    name: `drift of ${features} features over ${driftRows} rows`,
    value: seconds,
    unit: "s",
  };
}
