import type { ServiceError } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import type {
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";

/** What a program asked the engine to register. */
export interface RecordedResource {
  urn: string;
  type: string;
  name: string;
  /** Inputs as the provider gets them: unknown and secret values are marked by the SDK. */
  inputs: Record<string, unknown>;
  parent: string;
  protect: boolean;
  retainOnDelete: boolean;
  /** Names of the resources that must stand first, by `dependsOn` or by a value. */
  dependencies: string[];
  ignoreChanges: string[];
  provider: string;
}

/** Name output of a resource: the input that holds it, by type; elsewhere its logical name. */
const nameInputs: Record<string, string> = {
  "azure-native:resources:ResourceGroup": "resourceGroupName",
  "azure-native:network:PrivateEndpoint": "privateEndpointName",
  "azure-native:privatedns:PrivateZone": "privateZoneName",
  "azure-native:storage:StorageAccount": "accountName",
  "azure-native:storage:BlobContainer": "containerName",
  "azure-native:servicebus:Namespace": "namespaceName",
  "azure-native:servicebus:Queue": "queueName",
  "azure-native:eventhub:Namespace": "namespaceName",
  "azure-native:eventhub:EventHub": "eventHubName",
  "azure-native:eventgrid:SystemTopic": "systemTopicName",
  "azure-native:monitor:PrivateLinkScope": "scopeName",
  "azure-native:databricks:Workspace": "workspaceName",
  "azure-native:web:WebApp": "name",
  "azure-native:web:AppServicePlan": "name",
};

/** Runs a program against recording mocks and answers with all that it registered, in order of its names. */
export async function recordResources(
  program: () => unknown,
  mode: "up" | "preview" = "up",
): Promise<RecordedResource[]> {
  const inputsByKey = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: ({ type, name, inputs, custom }) => {
        inputsByKey.set(`${type} ${name}`, inputs);
        if (!custom) return { id: undefined, state: inputs };
        if (mode === "preview") return { id: undefined, state: inputs };
        return {
          id: `/ids/${type.split(":").at(-1)}/${name}`,
          state: outputsOf(type, name, inputs),
        };
      },
    },
    "nightshift",
    "test",
    mode === "preview",
  );
  const requests = watchRegistrations();
  const failures: unknown[] = [];
  const fail = (failure: unknown) => failures.push(failure);
  // A value that cannot be computed drops its resource without a word otherwise.
  process.on("unhandledRejection", fail);
  // The SDK takes a stack for each promise it makes: a third of the time of a run, and nobody reads them here.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  await program();
  await pulumi.runtime.disconnect();
  Error.stackTraceLimit = stackTraceLimit;
  process.off("unhandledRejection", fail);
  if (failures.length > 0) throw failures[0];
  return requests
    .map((request) => toRecorded(request, requests, inputsByKey))
    .sort((left, right) => left.urn.localeCompare(right.urn));
}

/** The one resource of this type with this name; fails with what there is instead. */
export function only(resources: RecordedResource[], type: string, name?: string): RecordedResource {
  const found = resources.filter((it) => it.type.endsWith(type) && (!name || it.name === name));
  const [first] = found;
  if (first && found.length === 1) return first;
  const names = resources.filter((it) => it.type.endsWith(type)).map((it) => it.name);
  throw new Error(
    `${found.length} resources of ${type} ${name ?? ""}; there are: ${names.join(", ")}`,
  );
}

/** All resources of a type. */
export function all(resources: RecordedResource[], type: string): RecordedResource[] {
  return resources.filter((it) => it.type.endsWith(type));
}

/** The value at a path such as `siteConfig.minTlsVersion`. */
export function at(resource: RecordedResource, path: string): unknown {
  let value: unknown = resource.inputs;
  for (const key of path.split(".")) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}

interface Request {
  urn: string;
  type: string;
  name: string;
  parent: string;
  protect: boolean;
  retainOnDelete: boolean;
  dependencies: string[];
  ignoreChanges: string[];
  provider: string;
}

function watchRegistrations(): Request[] {
  const requests: Request[] = [];
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) throw new Error("setMocks left no monitor");
  const register: Register = monitor.registerResource.bind(monitor);
  const watched: Register = (message, answer) => {
    const request = {
      urn: "",
      type: message.getType(),
      name: message.getName(),
      parent: message.getParent(),
      protect: message.getProtect() ?? false,
      retainOnDelete: message.getRetainondelete() ?? false,
      dependencies: message.getDependenciesList(),
      ignoreChanges: message.getIgnorechangesList(),
      provider: message.getProvider(),
    };
    requests.push(request);
    return register(message, (error, response) => {
      request.urn = response?.getUrn() ?? "";
      answer(error, response);
    });
  };
  Object.assign(monitor, { registerResource: watched });
  return requests;
}

type Register = (
  message: RegisterResourceRequest,
  answer: (error: ServiceError | null, response: RegisterResourceResponse) => void,
) => unknown;

function toRecorded(
  request: Request,
  requests: Request[],
  inputs: Map<string, Record<string, unknown>>,
): RecordedResource {
  const nameOf = (urn: string) => requests.find((it) => it.urn === urn)?.name ?? urn;
  return {
    ...request,
    urn: `urn:pulumi:test::nightshift::${typeChain(request, requests)}::${request.name}`,
    inputs: inputs.get(`${request.type} ${request.name}`) ?? {},
    parent: nameOf(request.parent),
    dependencies: request.dependencies.map(nameOf).sort(),
  };
}

function typeChain(request: Request, requests: Request[]): string {
  const parent = requests.find((it) => it.urn === request.parent);
  return parent ? `${typeChain(parent, requests)}$${request.type}` : request.type;
}

function outputsOf(type: string, name: string, inputs: Record<string, unknown>) {
  const nameInput = nameInputs[type];
  const given = nameInput ? inputs[nameInput] : undefined;
  const { identity } = inputs;
  return {
    ...inputs,
    name: given ?? inputs.name ?? name,
    principalId: `principal-of-${name}`,
    clientId: `client-of-${name}`,
    connectionString: "IngestionEndpoint=https://test.in.applicationinsights.azure.com/",
    primaryEndpoints: {
      blob: `https://${String(given)}.blob.core.windows.net/`,
      dfs: `https://${String(given)}.dfs.core.windows.net/`,
    },
    workspaceUrl: "adb-1.1.azuredatabricks.net",
    defaultHostName: `${String(given ?? name)}.azurewebsites.net`,
    ...(inputs.containerUrl
      ? { url: `${String(inputs.containerUrl)}/${String(inputs.blobName)}` }
      : {}),
    ...(typeof identity === "object"
      ? { identity: { ...identity, principalId: `principal-of-${name}` } }
      : {}),
  };
}
