import { pagerDutyUrl } from "./clients/pagerduty-notifier.ts";
import { connections } from "./core/names.ts";
import { type LlmSettings, readLlmSettings } from "./llm-settings.ts";

/** What the app is told about its surroundings. */
export interface Settings {
  /** Path of the catalogue, checked JSON. */
  cataloguePath: string;
  workspaceUrl: string;
  /** Open-source MLflow server that is used instead of the workspace's; null for the workspace. */
  mlflowUrl: string | null;
  /** Blob endpoint of the lake, without a slash at its end. */
  lakeUrl: string;
  /** SQL warehouse for input tables; null where no model reads one. */
  warehouseId: string | null;
  credential: { kind: "managedIdentity"; clientId: string } | { kind: "localToken"; token: string };
  /** App role that a person needs to approve, hold and resume; null on a laptop, where nobody signs in. */
  approverRole: string | null;
  /** Storage account of the Functions host; null on a laptop. */
  hostAccount: string | null;
  /** Host names of the namespaces; null on a laptop. */
  serviceBusHost: string | null;
  eventHubsHost: string | null;
  /** Seconds between the first and the second look at a run, from 0.1 to 300. */
  pollSeconds: number;
  /** Where incidents and reviews are told; null for nowhere but the records. */
  webhookUrl: string | null;
  /** Key that signs what is sent to the webhook; null sends it unsigned. */
  webhookSecret: string | null;
  /** Teams workflow that cards are posted to, a secret; null for none. */
  teamsUrl: string | null;
  /** PagerDuty service that is paged; null for none. */
  pagerDuty: { routingKey: string; url: string } | null;
  /** Language model that improvement may ask; null plans by rules alone. */
  llm: LlmSettings | null;
  /** Names of compute that a budget alert may pause, beside what carries the tag `nightshift-pausable`. */
  pausable: string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads all settings. Throws one error that names every setting that is missing or wrong, and what sets it. */
export function parseSettings(environment: Environment, defaults: { folder: string }): Settings {
  const problems: string[] = [];
  const read = readerOf(withoutReferences(environment, problems), problems);
  const workspaceUrl = read.url("NIGHTSHIFT_WORKSPACE_URL", "workspaceUrl");
  const settings: Settings = {
    cataloguePath: read.text("NIGHTSHIFT_CATALOGUE") ?? `${defaults.folder}/catalogue.json`,
    workspaceUrl: workspaceUrl ?? "",
    mlflowUrl: read.optionalUrl("NIGHTSHIFT_MLFLOW_URL", "mlflowUrl"),
    lakeUrl: read.url("NIGHTSHIFT_LAKE_URL", "lakeUrl") ?? "",
    warehouseId: read.text("NIGHTSHIFT_WAREHOUSE_ID"),
    credential: read.credential(workspaceUrl),
    approverRole: read.approverRole(),
    hostAccount: read.text("AzureWebJobsStorage__accountName"),
    serviceBusHost: read.text(`${connections.serviceBus}__fullyQualifiedNamespace`),
    eventHubsHost: read.text(`${connections.eventHubs}__fullyQualifiedNamespace`),
    pollSeconds: read.number("NIGHTSHIFT_POLL_SECONDS", "pollSeconds", {
      least: 0.1,
      most: 300,
      fallback: 15,
    }),
    webhookUrl: read.optionalUrl("NIGHTSHIFT_WEBHOOK_URL", "webhookUrl"),
    webhookSecret: read.text("NIGHTSHIFT_WEBHOOK_SECRET"),
    teamsUrl: read.optionalUrl("NIGHTSHIFT_TEAMS_WORKFLOW_URL", "teamsWorkflowSecretUri"),
    pagerDuty: read.pagerDuty(),
    llm: readLlmSettings(read.text, read.optionalUrl("NIGHTSHIFT_LLM_URL", "llmUrl"), problems),
    pausable: read.names("NIGHTSHIFT_PAUSABLE"),
  };
  if (problems.length > 0) {
    throw new Error(
      `The app's settings have ${problems.length} problem(s):\n${problems.join("\n")}`,
    );
  }
  return settings;
}

/** Azure leaves the reference where it could not read the secret: its text is known to everybody, and opens nothing. */
function withoutReferences(environment: Environment, problems: string[]): Environment {
  const entries = Object.entries(environment).filter(([name, value]) => {
    if (!value?.trim().toLowerCase().startsWith("@microsoft.keyvault(")) return true;
    problems.push(
      `${name} is a reference to a Key Vault secret that Azure could not read. Give the app's identity the role Key Vault Secrets User on the secret, and let the network reach the vault.`,
    );
    return false;
  });
  return Object.fromEntries(entries);
}

function readerOf(environment: Environment, problems: string[]) {
  const text = (name: string): string | null => environment[name]?.trim() || null;

  const optionalUrl = (name: string, argument: string): string | null => {
    const value = text(name);
    if (value === null || isWebUrl(value)) return value?.replace(/\/+$/, "") ?? null;
    problems.push(
      `${name} is not a URL that the app may call; it must be https, or http on a loopback address. ${setBy(argument)}`,
    );
    return null;
  };

  return {
    text,
    optionalUrl,
    /** Texts between commas. */
    names: (name: string): string[] =>
      (text(name) ?? "")
        .split(",")
        .map((each) => each.trim())
        .filter((each) => each !== ""),
    pagerDuty(): Settings["pagerDuty"] {
      const url = optionalUrl("NIGHTSHIFT_PAGERDUTY_URL", "pagerDutyUrl") ?? pagerDutyUrl;
      const routingKey = text("NIGHTSHIFT_PAGERDUTY_ROUTING_KEY");
      return routingKey === null ? null : { routingKey, url };
    },
    url(name: string, argument: string): string | null {
      if (text(name) !== null) return optionalUrl(name, argument);
      problems.push(`${name} is missing; the app cannot work without it. ${setBy(argument)}`);
      return null;
    },
    number(
      name: string,
      argument: string,
      range: { least: number; most: number; fallback: number },
    ): number {
      const value = text(name);
      if (value === null) return range.fallback;
      const number = Number(value);
      if (number >= range.least && number <= range.most) return number;
      problems.push(
        `${name} is ${JSON.stringify(value)}; it must be a number from ${range.least} to ${range.most}. ${setBy(argument)} Leave it out for ${range.fallback}.`,
      );
      return range.fallback;
    },
    /** In Azure an API without the role would let everybody approve who may call it. */
    approverRole(): string | null {
      const role = text("NIGHTSHIFT_APPROVER_ROLE");
      if (role === null && text("NIGHTSHIFT_LOCAL_TOKEN") === null) {
        problems.push(
          `NIGHTSHIFT_APPROVER_ROLE is missing; nobody could be let in to approve. ${setBy("signIn.approverRole")}`,
        );
      }
      return role;
    },
    credential(workspaceUrl: string | null): Settings["credential"] {
      const token = text("NIGHTSHIFT_LOCAL_TOKEN");
      const clientId = text("NIGHTSHIFT_IDENTITY_CLIENT_ID");
      if (token === null) {
        if (clientId === null) {
          problems.push(
            `NIGHTSHIFT_IDENTITY_CLIENT_ID is missing; the app signs in as this managed identity. ${setBy("identity")}`,
          );
        }
        return { kind: "managedIdentity", clientId: clientId ?? "" };
      }
      if (workspaceUrl !== null && !isLoopbackUrl(workspaceUrl)) {
        problems.push(
          "NIGHTSHIFT_LOCAL_TOKEN is set, but NIGHTSHIFT_WORKSPACE_URL is not a loopback address; a plain token is for the local platform only. Remove it: in Azure the app signs in by managed identity.",
        );
      }
      return { kind: "localToken", token };
    },
  };
}

function setBy(argument: string): string {
  return `The argument ${argument} of the component FunctionHosting sets it.`;
}

function isWebUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  return new URL(value).protocol === "https:" || isLoopbackUrl(value);
}

function isLoopbackUrl(value: string): boolean {
  const { protocol, hostname } = new URL(value);
  return protocol === "http:" && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
