import type { Models } from "../clients/ports.ts";
import { aliases } from "../core/names.ts";

/** Effects on the registry of models. */
export function createModelActivities({ models }: { models: Models }) {
  return {
    /** Version that is champion now; null where there is none. */
    async readChampion({ registeredModel }: { registeredModel: string }) {
      return await models.getAlias(registeredModel, aliases.champion);
    },

    /** Points an alias that only Nightshift moves at a version. */
    async setAlias(request: {
      registeredModel: string;
      alias: keyof typeof aliases;
      version: string;
    }) {
      await models.setAlias(request.registeredModel, aliases[request.alias], request.version);
      return { kind: "set" as const };
    },

    /**
     * Moves `champion` from one version to another, and reads it back. Where somebody else has moved it,
     * nothing is overwritten: the registry has no compare-and-set, so it is read just before and after.
     */
    async moveAlias(request: { registeredModel: string; from: string | null; to: string }) {
      const { registeredModel, from, to } = request;
      const before = await models.getAlias(registeredModel, aliases.champion);
      if (before !== to) {
        if (before !== from) return { kind: "conflict" as const, found: before };
        await models.setAlias(registeredModel, aliases.champion, to);
      }
      const after = await models.getAlias(registeredModel, aliases.champion);
      return after === to
        ? { kind: "moved" as const, champion: to }
        : { kind: "conflict" as const, found: after };
    },

    /** Takes an alias away; one that is absent is left alone. */
    async clearAlias(request: {
      registeredModel: string;
      alias: "challenger" | "previousChampion";
    }) {
      await models.deleteAlias(request.registeredModel, aliases[request.alias]);
      return { kind: "cleared" as const };
    },

    /** Writes tags on a version, for whoever looks at the registry. */
    async tagVersion(request: {
      registeredModel: string;
      version: string;
      tags: Record<string, string>;
    }) {
      for (const [key, value] of Object.entries(request.tags)) {
        await models.setTag(request.registeredModel, request.version, key, value);
      }
      return { kind: "tagged" as const };
    },
  };
}
