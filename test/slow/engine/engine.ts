import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as automation from "@pulumi/pulumi/automation/index.js";
import { type AzureEndpoint, startAzureEndpoint } from "./azure-endpoint.ts";
import { azureTypes } from "./azure-types.ts";
import { type CloudType, textAt } from "./cloud-type.ts";
import { databricksTypes } from "./databricks-types.ts";
import { createEmulatedCloud, type EmulatedCloud } from "./emulated-cloud.ts";
import { serveProvider } from "./provider-server.ts";
import { findPulumiCli } from "./pulumi-cli.ts";

/** The real engine with an emulated Azure and Databricks behind it. */
export interface Engine {
  azure: EmulatedCloud;
  databricks: EmulatedCloud;
  endpoint: AzureEndpoint;
  /** Makes a stack of a program, with configuration values as the stack file has them. Its `up` tells no outputs and no summary. */
  stack(
    name: string,
    program: automation.PulumiFn,
    config: Readonly<Record<string, unknown>>,
  ): Promise<automation.Stack>;
  /** Makes a stack of the program in a folder, with more settings of the environment. */
  project(
    folder: string,
    name: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<automation.Stack>;
  /** Adds a provider that the engine attaches to instead of starting it. */
  attach(name: string, port: number): void;
  stop(): Promise<void>;
}

const compiled = fileURLToPath(new URL("../../../node_modules/.cache/compiled", import.meta.url));

/** Starts both providers and a folder for state. Refused with the reason where there is no Pulumi CLI. */
export async function startEngine(): Promise<Engine> {
  const cli = await findPulumiCli();
  if (cli.kind === "absent") throw new Error(`These tests need the Pulumi CLI: ${cli.reason}.`);
  const folder = await mkdtemp(join(tmpdir(), "nightshift-engine-"));
  const endpoint = await startAzureEndpoint();
  const azure = createEmulatedCloud(typesAt(endpoint.url));
  const databricks = createEmulatedCloud(databricksTypes, () => azure.resources.keys());
  const [azureServer, databricksServer] = await Promise.all([
    serveProvider(azure),
    serveProvider(databricks),
  ]);
  const providers = [`azure-native:${azureServer.port}`, `databricks:${databricksServer.port}`];
  const settings = {
    ...endpoint.identitySettings,
    PATH: `${cli.folder}${delimiter}${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "only for a test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The state is written once at the end instead of after each of some 200 resources: less than half the time.
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_CHECKPOINTS: "true",
    // Each run starts the provider of dynamic resources anew, and that is a Node program.
    NODE_COMPILE_CACHE: compiled,
  };
  const environment = () => ({ ...settings, PULUMI_DEBUG_PROVIDERS: providers.join(",") });
  process.env.PATH = settings.PATH;
  // The SDK takes a stack of each promise that a program makes: with ten frames, a quarter of the time of an `up`.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  return {
    azure,
    databricks,
    endpoint,
    stack: async (name, program, config) => {
      const workDir = join(folder, `work-${name}`);
      await mkdir(workDir, { recursive: true });
      const stack = await automation.LocalWorkspace.createOrSelectStack(
        { stackName: name, projectName: "nightshift", program },
        { workDir, envVars: environment() },
      );
      await stack.setAllConfig(configOf(config));
      // `up` would start the CLI three more times to ask for them, a second in all.
      Object.assign(stack, { outputs: async () => ({}), info: async () => undefined });
      return stack;
    },
    project: async (workDir, stackName, more = {}) =>
      await automation.LocalWorkspace.createOrSelectStack(
        { stackName, workDir },
        { envVars: { ...environment(), ...more } },
      ),
    attach: (name, port) => void providers.push(`${name}:${port}`),
    stop: async () => {
      Error.stackTraceLimit = stackTraceLimit;
      await Promise.all([azureServer.stop(), databricksServer.stop(), endpoint.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Storage accounts answer at the test's own endpoint, so that a package is really uploaded. */
function typesAt(url: string): Readonly<Record<string, CloudType>> {
  const token = "azure-native:storage:StorageAccount";
  const account = azureTypes[token];
  if (!account) throw new Error(`The table of types lacks ${token}.`);
  const outputs: CloudType["outputs"] = (inputs) => ({
    primaryEndpoints: {
      blob: `${url}/${textAt(inputs, "accountName")}/`,
      dfs: `https://${textAt(inputs, "accountName")}.dfs.core.windows.net/`,
    },
  });
  return { ...azureTypes, [token]: { ...account, outputs } };
}

function configOf(config: Readonly<Record<string, unknown>>): automation.ConfigMap {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      { value: typeof value === "string" ? value : JSON.stringify(value) },
    ]),
  );
}
