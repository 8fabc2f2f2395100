import { fileURLToPath } from "node:url";

/** Path of a file of the npm package vega-datasets, whose entry point lies in a folder beside its data. */
export function dataSetPath(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve("vega-datasets")));
}
