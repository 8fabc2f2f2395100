import { computeTypes } from "./azure-compute-types.ts";
import { dataTypes } from "./azure-data-types.ts";
import { groundTypes } from "./azure-ground-types.ts";
import { networkTypes } from "./azure-network-types.ts";
import { watchTypes } from "./azure-watch-types.ts";
import type { CloudType } from "./cloud-type.ts";

/** What the emulated Azure knows, by type token. Names and lengths: Azure's naming rules for each service. */
export const azureTypes: Readonly<Record<string, CloudType>> = {
  ...groundTypes,
  ...networkTypes,
  ...dataTypes,
  ...watchTypes,
  ...computeTypes,
};
