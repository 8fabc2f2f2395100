import { containers } from "../../functions/core/names.ts";
import type { RoleScope } from "./role-table.ts";

/** Container that Event Grid puts events in which it could not deliver. */
export const arrivalDeadLetters = "arrival-dead-letters";

/** Container that Unity Catalog keeps the managed catalog in. */
export const catalogContainer = "catalog";

/** Every container of the lake, with the scope that the role table knows it by. */
export const lakeContainers: readonly { name: string; scope: RoleScope }[] = [
  { name: containers.bronze, scope: "bronze" },
  { name: containers.ledger, scope: "ledger" },
  { name: containers.incidents, scope: "incidents" },
  { name: arrivalDeadLetters, scope: "arrivalDeadLetters" },
  { name: catalogContainer, scope: "catalog" },
];

/** Resource id of a container. */
export function containerId(accountId: string, container: string): string {
  return `${accountId}/blobServices/default/containers/${container}`;
}
