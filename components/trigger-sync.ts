import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamic-resource.ts";

interface SyncInputs {
  /** Resource id of the function app. */
  appId: string;
  /** URL of the package that the app runs: another one needs its triggers synced. */
  packageUrl: string;
  /** Azure Resource Manager, without a slash at its end. */
  managementUrl: string;
  /** Seconds to wait after the first failure; each later wait is longer by as much, up to six times. */
  retrySeconds: number;
}

/** Has Azure read the app's triggers again. */
async function syncTriggers(inputs: SyncInputs): Promise<void> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  const { protocol, hostname } = new URL(inputs.managementUrl);
  if (protocol !== "https:" && hostname !== "127.0.0.1") {
    throw new Error(`TriggerSync: managementUrl is ${inputs.managementUrl}; it must be https.`);
  }
  const url = `${inputs.managementUrl}${inputs.appId}/syncfunctiontriggers?api-version=2024-11-01`;
  const credential = new DefaultAzureCredential();
  let last = "";
  // The host restarts with the new package and answers 400 or 503 until it is up.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const wait = Math.min(attempt, 6) * inputs.retrySeconds * 1000;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const token = await credential.getToken(`${inputs.managementUrl}/.default`);
    const headers = { authorization: `Bearer ${token.token}`, "content-length": "0" };
    const answer = await fetch(url, {
      method: "POST",
      headers,
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.ok) return;
    last = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    if (answer.status === 401 || answer.status === 403) break;
  }
  throw new Error(
    `TriggerSync: ${url} answered ${last}. Look at the app's log for why its host does not start; then run pulumi up again.`,
  );
}

async function create(inputs: SyncInputs) {
  await syncTriggers(inputs);
  return { id: inputs.appId, outs: inputs };
}

async function diff(_id: string, olds: SyncInputs, news: SyncInputs) {
  const moved = olds.appId !== news.appId;
  const changes = moved || olds.packageUrl !== news.packageUrl;
  return { changes, replaces: moved ? ["appId"] : [] };
}

async function update(_id: string, _olds: SyncInputs, news: SyncInputs) {
  await syncTriggers(news);
  return { outs: news };
}

const provider = { operations: [create, diff, update], helpers: [syncTriggers] };

/** The scale controller's knowledge of the app's triggers, renewed whenever the package changes. */
export class TriggerSync extends DynamicResource {
  constructor(
    name: string,
    args: { [key in keyof SyncInputs]: pulumi.Input<SyncInputs[key]> },
    opts: pulumi.CustomResourceOptions,
  ) {
    super("TriggerSync", name, args, provider, opts);
  }
}
