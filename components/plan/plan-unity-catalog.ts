import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";

/** Catalogs and schemas that the models of a stack need. */
export interface UnityCatalogPlan {
  /** Catalogs by name, in alphabetical order. */
  catalogs: string[];
  /** Schemas as `catalog.schema`, in alphabetical order. */
  schemas: string[];
}

/** Catalogs and schemas of all registered models, each once. */
export function planUnityCatalog(catalogue: Catalogue): UnityCatalogPlan {
  const schemas = Object.values(catalogue).map(({ registeredModel }) => schemaOf(registeredModel));
  const catalogs = schemas.map((schema) => schema.split(".")[0] ?? "");
  return { catalogs: unique(catalogs), schemas: unique(schemas) };
}

/** `catalog.schema` of a registered model or table. */
export function schemaOf(fullName: string): string {
  return fullName.split(".").slice(0, 2).join(".");
}

function unique(names: string[]): string[] {
  return [...new Set(names)].toSorted();
}
