import Module from "node:module";
import { pathToFileURL } from "node:url";
import type { TypedData } from "./typed-data.ts";

/** One binding of a function: trigger, input or output, with the settings of its type. */
export interface Binding {
  type: string;
  direction: "in" | "out";
  [setting: string]: unknown;
}

/** How often and after how long a failed execution is tried again (timer and event hub triggers). */
export interface RetryPolicy {
  retryStrategy?: string;
  maxRetryCount?: number;
  delayInterval?: { seconds: number };
  minimumInterval?: { seconds: number };
  maximumInterval?: { seconds: number };
}

/** A function the app registered. */
export interface AppFunction {
  name: string;
  bindings: Record<string, Binding>;
  retry?: RetryPolicy;
  callback: unknown;
  model: ProgrammingModel;
  hooks: Hooks;
}

/** What an app registered while it loaded. */
export interface App {
  functions: AppFunction[];
  hooks: Hooks;
  /** Kept between the app's start and stop hooks. */
  hookData: Record<string, unknown>;
}

type Hook = (context: Record<string, unknown>) => unknown;
type Hooks = Map<string, Hook[]>;

/** The members of `@azure/functions`' programming model that the worker drives. */
export interface ProgrammingModel {
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
  getInvocationModel(context: Record<string, unknown>): InvocationModel;
}

/** One invocation, as `@azure/functions` sees it. */
export interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: unknown): Promise<unknown>;
  getResponse(
    context: object,
    result: unknown,
  ): Promise<{ outputData?: { name: string; data: TypedData }[]; returnValue?: TypedData | null }>;
}

interface Loading {
  app: App;
  model: ProgrammingModel | null;
}

// The app reaches the worker through a global, `require("@azure/functions-core")`, and a module
// loads once a process: so this state belongs to the process, not to a host.
const apps = new Map<string, Promise<App>>();
let loading: Loading | null = null;
let lastModel: ProgrammingModel | null = null;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Loads an app (ESM TypeScript or JavaScript, or a CommonJS bundle) and answers what it
 * registered; a second call for the same file answers the same.
 */
export function loadApp(file: string): Promise<App> {
  const known = apps.get(file);
  if (known) return known;
  const app = queue.then(() => importApp(file));
  queue = app.catch(() => {});
  apps.set(file, app);
  return app;
}

async function importApp(file: string): Promise<App> {
  const current: Loading = {
    app: { functions: [], hooks: new Map(), hookData: {} },
    model: lastModel,
  };
  loading = current;
  try {
    await import(pathToFileURL(file).href);
    const capabilities = (await current.model?.getCapabilities({})) ?? {};
    if (capabilities.HttpUri) {
      throw new Error(
        `App ${file}: it turned enableHttpStream on; the local host sends whole bodies. ` +
          "Leave it out of app.setup().",
      );
    }
  } finally {
    loading = null;
  }
  if (current.app.functions.length === 0) {
    throw new Error(
      `App ${file}: it registered no function; it must register at least one while it loads. ` +
        "Call app.http(), df.app.orchestration() and the like at the top level of its modules.",
    );
  }
  return current.app;
}

const core = {
  version: "3.12.0",
  hostVersion: "4.1044.0",
  Disposable: class {
    #dispose: () => void;
    constructor(dispose: () => void) {
      this.#dispose = dispose;
    }
    dispose() {
      this.#dispose();
    }
  },
  setProgrammingModel(model: ProgrammingModel) {
    lastModel = model;
    if (loading) loading.model = model;
  },
  getProgrammingModel: () => lastModel,
  registerFunction(
    metadata: { name: string; bindings: Record<string, Binding>; retryOptions?: RetryPolicy },
    callback: unknown,
  ) {
    if (!loading?.model) {
      throw new Error(
        `Function "${metadata.name}": it is registered after the app has started. ` +
          "Register it at the top level of a module that main.ts imports.",
      );
    }
    const { app, model } = loading;
    if (app.functions.some((known) => known.name === metadata.name)) {
      throw new Error(
        `Function "${metadata.name}": it is registered twice. Give each its own name.`,
      );
    }
    app.functions.push({
      name: metadata.name,
      bindings: metadata.bindings,
      retry: metadata.retryOptions,
      callback,
      model,
      hooks: app.hooks,
    });
  },
  registerHook(name: string, hook: Hook) {
    const { hooks } = loading?.app ?? { hooks: new Map<string, Hook[]>() };
    hooks.set(name, [...(hooks.get(name) ?? []), hook]);
    return new core.Disposable(() => {
      hooks.set(
        name,
        (hooks.get(name) ?? []).filter((known) => known !== hook),
      );
    });
  },
  log(level: string, _category: string, message: string) {
    if (level === "error" || level === "critical") process.stderr.write(`${message}\n`);
  },
};

/** Runs an app's hooks of one name in the order of their registration. */
export async function runHooks(
  hooks: Hooks,
  name: string,
  context: Record<string, unknown>,
): Promise<void> {
  for (const hook of hooks.get(name) ?? []) await hook(context);
}

const requireBefore = Module.prototype.require;
Module.prototype.require = Object.assign(function (this: Module, id: string) {
  return id === "@azure/functions-core" ? core : requireBefore.call(this, id);
}, requireBefore);
