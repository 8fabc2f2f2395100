import { clientInputOf } from "./bindings.ts";
import type { Engine } from "./engine.ts";
import type { TypedData } from "./typed-data.ts";
import type { AppFunction } from "./worker.ts";

/** Path of the durable API for the SDK inside the app. */
export const rpcPath = "/durabletask/";
/** Path of the durable API for people outside. */
export const webhookPath = "/runtime/webhooks/durabletask/";

const taskHub = "Nightshift";

/** The durable client input of a function that asks for one, else nothing. */
export function clientInputs(
  engine: Engine,
  called: AppFunction,
): { name: string; data: TypedData }[] {
  const name = clientInputOf(called);
  return name === null ? [] : [{ name, data: { string: engine.clientInput() } }];
}

/** Addresses of an instance for people and scripts; `id` may be a placeholder. */
export function managementUrls(baseUrl: string, id: string): Record<string, string> {
  const instance = `${baseUrl}${webhookPath}instances/${id}`;
  return {
    id,
    statusQueryGetUri: instance,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}`,
    terminatePostUri: `${instance}/terminate?reason={text}`,
    rewindPostUri: `${instance}/rewind?reason={text}`,
    purgeHistoryDeleteUri: instance,
    suspendPostUri: `${instance}/suspend?reason={text}`,
    resumePostUri: `${instance}/resume?reason={text}`,
  };
}

/** JSON of the durable client input of a host at this address. */
export function clientInputFor(baseUrl: string): string {
  return JSON.stringify({
    taskHubName: taskHub,
    creationUrls: {
      createNewInstancePostUri: `${baseUrl}${webhookPath}orchestrators/{functionName}[/{instanceId}]`,
      createAndWaitOnNewInstancePostUri: `${baseUrl}${webhookPath}orchestrators/{functionName}[/{instanceId}]`,
    },
    managementUrls: managementUrls(baseUrl, "INSTANCEID"),
    baseUrl: `${baseUrl}${webhookPath}`.slice(0, -1),
    requiredQueryStringParameters: "",
    rpcBaseUrl: `${baseUrl}${rpcPath}`,
  });
}
