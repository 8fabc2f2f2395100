import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { type Message, type Served, serveOnFreePort } from "./serve-grpc.ts";

const require = createRequire(import.meta.url);
const service = require("@pulumi/pulumi/proto/language_grpc_pb.js").LanguageRuntimeService;
const messages = require("@pulumi/pulumi/proto/language_pb.js");
const plugin = require("@pulumi/pulumi/proto/plugin_pb.js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");

/** How `cmd/run` says that it has shown the error already. */
const alreadyShown = 32;

/** A language host that the engine can attach to. */
export interface LanguageHost extends Served {
  /** Moments at which programs were started, as `performance.now()` tells them. */
  readonly starts: readonly number[];
}

/**
 * Runs Node programs for the engine as the host that comes with Pulumi does: the SDK's own `cmd/run` in a process of
 * its own. That host is a Go program, which cannot be had without an installed Pulumi: its module is on no proxy, and the
 * last version that came with the SDK's module (3.68) is told no options of Pulumi.yaml by today's CLI.
 */
export async function startLanguageHost(): Promise<LanguageHost> {
  const starts: number[] = [];
  let engine = "";
  const served = await serveOnFreePort(service, {
    handshake: (request) => {
      engine = request.getEngineAddress();
      return new messages.LanguageHandshakeResponse();
    },
    getPluginInfo: () => {
      const info = new plugin.PluginInfo();
      info.setVersion("0.0.0");
      return info;
    },
    getRequiredPackages: () => new messages.GetRequiredPackagesResponse(),
    getRequiredPlugins: () => new messages.GetRequiredPluginsResponse(),
    about: () => new messages.AboutResponse(),
    getProgramDependencies: () => new messages.GetProgramDependenciesResponse(),
    run: async (request) => {
      starts.push(performance.now());
      return await runProgram(request, engine);
    },
    cancel: () => new Empty(),
  });
  return { ...served, starts };
}

async function runProgram(request: Message, engine: string): Promise<Message> {
  const info = request.getInfo();
  const options = info.getOptions()?.toJavaScript() ?? {};
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    parallel: request.getParallel(),
    pwd: info.getProgramDirectory(),
    "root-directory": info.getRootDirectory(),
  };
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeargs ?? "").split(" ").filter((flag: string) => flag !== ""),
      require.resolve("@pulumi/pulumi/cmd/run"),
      ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint(),
    ],
    {
      cwd: info.getProgramDirectory(),
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
    },
  );
  const [code] = await once(child, "exit");
  const response = new messages.RunResponse();
  if (code === alreadyShown) response.setBail(true);
  else if (code !== 0) response.setError(`The program ended with code ${code}.`);
  return response;
}
