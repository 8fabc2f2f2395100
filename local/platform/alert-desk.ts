import { resolve } from "node:path";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { alertHub } from "../../functions/core/names.ts";
import type { AlertKind } from "../../functions/core/response/alert.ts";
import type { AppApi } from "./app-api.ts";
import type { HostAdmin } from "./host-admin.ts";
import { readAlertFile } from "./read-alert-file.ts";
import { renderScriptedAlert } from "./scripted-alert.ts";

/** An alert as a rehearsal's step asks for it. */
export interface AlertOrder {
  file?: string | undefined;
  kind?: AlertKind | undefined;
  model?: string | undefined;
  /** Measured value divided by its limit. */
  value: number;
  version?: string | undefined;
  feature?: string | undefined;
  condition: "fired" | "resolved";
}

/** Sends alerts by hand to the event hub of a platform. */
export interface AlertDesk {
  /** `folder`: what the order's file is relative to. */
  send(order: AlertOrder, folder: string): Promise<void>;
}

/** Opens a desk that remembers what it fired, so that it can send the end of it. */
export function createAlertDesk(parts: {
  catalogue: Catalogue;
  app: AppApi;
  host: HostAdmin;
  now(): number;
}): AlertDesk {
  const { catalogue, app, host, now } = parts;
  const fired = new Map<string, { version: string; at: number }>();

  async function versionOf({ kind, model, version }: AlertOrder): Promise<string> {
    if (version !== undefined || kind !== "model-degradation") return version ?? "";
    const { models } = await app.status();
    return models.find((each) => each.model === model)?.champion ?? "";
  }

  return {
    async send(order, folder) {
      const { file, kind, model, value, feature = "", condition } = order;
      if (file !== undefined) return host.publish(alertHub, readAlertFile(resolve(folder, file)));
      if (kind === undefined) return;
      const key = [kind, model, feature].join("\n");
      const begun = condition === "resolved" ? fired.get(key) : undefined;
      const { version, at: firedAt } = begun ?? { version: await versionOf(order), at: now() };
      fired.set(key, { version, at: firedAt });
      const about = { kind, model, value, version, feature, condition, firedAt, now: now() };
      await host.publish(alertHub, [renderScriptedAlert(about, catalogue)]);
    },
  };
}
