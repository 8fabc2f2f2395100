import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  Catalogue,
  ModelDefinitionInput,
} from "../../../../functions/core/catalogue/model-definition.ts";
import { describeIncident, type Incident } from "../../../../functions/core/incident.ts";
import { checkModels } from "../../../../local/platform/check-models.ts";
import { type Platform, startPlatform } from "../../../../local/platform/start-platform.ts";
import type { WorkspaceEvent } from "../../../../local/workspace/workspace-event.ts";
import { nightshift } from "./nightshift-process.ts";

/** A platform in real time, as it looks to whoever is on call: cards come, and commands are typed. */
export interface OpenPlatform {
  platform: Platform;
  catalogue: Catalogue;
  folder: string;
  /** The card of the first incident about a model whose title fits, once it is told. */
  card(model: string, title: RegExp): Promise<string>;
  /** Resolves with the first event of the workspace, from the start on, that fits. */
  happened(fits: (event: WorkspaceEvent) => boolean): Promise<WorkspaceEvent>;
  /** Types a command as a card shows it; rejects where it fails. */
  type(command: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens a platform for these models in a folder of its own. */
export async function openPlatform(
  models: Record<string, ModelDefinitionInput>,
): Promise<OpenPlatform> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-"));
  const catalogue = checkModels(models, "the test");
  const incidents = createFeed<Incident>();
  const happenings = createFeed<WorkspaceEvent>();
  const platform = await startPlatform({
    state: join(folder, ".nightshift"),
    catalogue,
    programs: folder,
    port: 0,
    clock: { kind: "real" },
    onHostEvent(event) {
      if (event.kind === "invocationStarted" && event.name === "recordIncident")
        incidents.add(event.input as Incident);
    },
    onWorkspaceEvent: happenings.add,
  });
  return {
    platform,
    catalogue,
    folder,
    async card(model, title) {
      const found = await incidents.first((each) => each.model === model && title.test(each.what));
      return describeIncident(found).text;
    },
    happened: happenings.first,
    async type(command) {
      const { code, out, err } = await nightshift(folder, ...command.split(" "));
      if (code === 0) return out;
      throw new Error(`nightshift ${command} ended with ${code}: ${err}`);
    },
    async close() {
      await platform.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Commands in the line of a card that tells how to undo what was done; each ends at a comma or semicolon. */
export function undoOf(card: string): string[] {
  const line = /^Undo: (.+)$/m.exec(card)?.[1] ?? "";
  return [...line.matchAll(/nightshift ([^,;]+)/g)].map(([, command = ""]) => command.trim());
}

/** Remembers all that comes, and lets wait for what has not come yet. */
function createFeed<Item>() {
  const items: Item[] = [];
  const waiting: (() => void)[] = [];
  return {
    add(item: Item) {
      items.push(item);
      for (const look of waiting.splice(0)) look();
    },
    async first(fits: (item: Item) => boolean): Promise<Item> {
      for (;;) {
        const found = items.find(fits);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
