import { type Command, Option } from "commander";
import { type AppApi, createAppApi } from "../platform/app-api.ts";
import { Refusal } from "../platform/refusal.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { connect, findModel, unknownModel } from "./connect.ts";

/** Options of a command that asks the app itself, wherever it runs. */
export interface AppOptions extends CommonOptions {
  url?: string;
  token?: string;
}

/** The app that a command asks: that of the local platform, or one in Azure. */
export interface AppConnection {
  app: AppApi;
  /** The app's time, as ISO 8601 in UTC. */
  now(): Promise<string>;
  /** Who an order is from: in Azure whoever signed in, whatever `--by` says. */
  nameOf(by: string): string;
  /** Throws a Refusal with the nearest name where the app knows no such model. */
  requireModel(model: string): Promise<void>;
}

/** Adds a command that asks the app: of the local platform, or of a deployment by its URL. */
export function addAppCommand(
  parent: Command,
  usage: string,
  about: { description: string; example: string },
): Command {
  return addCommand(parent, usage, about)
    .option("--url <url>", "app to ask, from inside its network; default: the local platform")
    .addOption(
      new Option(
        "--token <token>",
        "bearer token of the app registration, where the app asks for one",
      ).env("NIGHTSHIFT_TOKEN"),
    );
}

/** Finds the app. Throws a Refusal where no platform runs, or where the URL would show the token to others. */
export function connectApp(options: AppOptions): AppConnection {
  if (options.url !== undefined) return connectDeployed(options.url, options.token);
  const { app, host, catalogue } = connect(options.state);
  return {
    app,
    now: () => host.now(),
    nameOf: (by) => by,
    requireModel: async (model) => void findModel(catalogue, model),
  };
}

function connectDeployed(url: string, token: string | undefined): AppConnection {
  const app = createAppApi(rootOf(url), token);
  return {
    app,
    now: async () => new Date().toISOString(),
    nameOf: () => "whoever signed in",
    async requireModel(model) {
      const known = (await app.status()).models.map((each) => each.model);
      if (!known.includes(model)) throw unknownModel(model, known);
    },
  };
}

function rootOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (isLocal && url.protocol === "http:")) return url.origin;
  throw new Refusal(
    `--url is ${text}; it must be the app's https address, such as https://func-nightshift-dev.azurewebsites.net.`,
  );
}
