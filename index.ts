import { AgentPlatform } from "./components/agent-platform.ts";
import { readStack } from "./components/read-stack.ts";

// Node blanks types out, so positions are right as they are. Pulumi's runner looks for source maps all the same, in
// every stack trace that it takes: one for each resource and promise.
Reflect.deleteProperty(Error, "prepareStackTrace");

const platform = new AgentPlatform("nightshift", readStack());

/** Name of the resource group. */
export const resourceGroup = platform.resourceGroupName;
/** Name of the function app. */
export const functionApp = platform.functionAppName;
/** Where operators call the app, from inside the network. */
export const operatorApi = platform.functionHostName.apply((host) => `https://${host}/api`);
/** Application id that the agents act as, in Azure and in Databricks. */
export const agentClientId = platform.agentClientId;
/** Storage account whose `bronze` container takes new data. */
export const lakeAccount = platform.lakeAccountName;
/** URL of the Databricks workspace. */
export const workspaceUrl = platform.workspaceUrl;
/** Log workspace to look into when something is wrong. */
export const logWorkspace = platform.logWorkspaceId;
/** Digest of the package that runs, 64 hex digits. */
export const packageSha256 = platform.packageSha256;
