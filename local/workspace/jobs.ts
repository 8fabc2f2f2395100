import { invalidParameter } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import type { Store } from "./store.ts";

/** A job the workspace can run. */
export interface JobDefinition {
  name: string;
  /** Program and arguments; the job's parameters follow as `--name=value`. @default none: only scripted runs succeed */
  command?: string[];
  /** Environment over the parent's; DATABRICKS_HOST, DATABRICKS_TOKEN and the MLflow URIs are set already. @default {} */
  env?: Record<string, string>;
  /** Folder the command runs in. @default the parent's */
  folder?: string;
  /** Values of parameters a run does not give. @default {} */
  parameters?: Record<string, string>;
  /** Seconds after which a run is stopped as timed out; 0 is never. @default 0 */
  timeoutSeconds?: number;
  /** Declared duration in virtual time, in seconds: a run stays RUNNING as long. @default 0 */
  takesSeconds?: number;
  /** Task keys in order; a command counts as the last of them. @default ["train"] */
  tasks?: string[];
  /** Schedule, as Databricks words it. @default none */
  schedule?: {
    quartz_cron_expression: string;
    timezone_id: string;
    pause_status: "PAUSED" | "UNPAUSED";
  };
  /** @default {} */
  tags?: Record<string, string>;
}

/** A job as it is kept, every default filled in. */
export interface Job {
  id: string;
  createdAt: number;
  settings: Required<Omit<JobDefinition, "schedule">> & Pick<JobDefinition, "schedule">;
}

/** The jobs of the workspace. */
export interface Jobs {
  /** Makes the job, or redefines the one of this name. */
  define(definition: JobDefinition): Job;
  /** Makes a job even where one of this name exists, as Databricks does. */
  create(definition: JobDefinition): Job;
  /** Throws 400 where there is none: Databricks does not answer 404. */
  get(id: string): Job;
  /** Jobs in the order they were made; by name, ignoring case, where one is given. */
  list(name: string | undefined): Job[];
  /** Changes the named settings and leaves the others. */
  update(id: string, changes: Partial<JobDefinition>): void;
}

interface JobRow {
  id: string;
  settings: string;
  created_at: number;
}

const select = "SELECT id, settings, created_at FROM jobs";

/** Keeps jobs in the store. */
export function createJobs(store: Store, clock: Clock): Jobs {
  function get(id: string): Job {
    const row = store.one<JobRow>(`${select} WHERE id = ?`, id);
    if (row === undefined) throw invalidParameter(`Job ${id} does not exist.`);
    return jobOf(row);
  }
  function list(name: string | undefined): Job[] {
    const rows =
      name === undefined
        ? store.all<JobRow>(`${select} ORDER BY rowid`)
        : store.all<JobRow>(`${select} WHERE lower(name) = lower(?) ORDER BY rowid`, name);
    return rows.map(jobOf);
  }
  return {
    get,
    list,
    create: (definition) => store.transaction(() => insert(store, clock, complete(definition))),
    define: (definition) =>
      store.transaction(() => {
        const settings = complete(definition);
        const known = list(definition.name).find((job) => job.settings.name === settings.name);
        if (known === undefined) return insert(store, clock, settings);
        return save(store, { ...known, settings });
      }),
    update: (id, changes) =>
      store.transaction(() => {
        const job = get(id);
        save(store, { ...job, settings: complete({ ...job.settings, ...changes }) });
      }),
  };
}

function insert(store: Store, clock: Clock, settings: Job["settings"]): Job {
  const job: Job = { id: store.nextId(), createdAt: clock.now(), settings };
  const text = JSON.stringify(settings);
  store.run("INSERT INTO jobs VALUES (?, ?, ?, ?)", job.id, settings.name, text, job.createdAt);
  return job;
}

function save(store: Store, job: Job): Job {
  const text = JSON.stringify(job.settings);
  const update = "UPDATE jobs SET name = ?, settings = ? WHERE id = ?";
  store.run(update, job.settings.name, text, job.id);
  return job;
}

function jobOf(row: JobRow): Job {
  return { id: row.id, createdAt: row.created_at, settings: JSON.parse(row.settings) };
}

function complete(definition: JobDefinition): Job["settings"] {
  const { tasks = ["train"], takesSeconds = 0, timeoutSeconds = 0 } = definition;
  for (const [name, seconds] of Object.entries({ takesSeconds, timeoutSeconds })) {
    if (!(seconds >= 0 && Number.isFinite(seconds))) {
      throw invalidParameter(
        `Job "${definition.name}": ${name} is ${seconds}; it must be 0 or more. Leave it out for 0.`,
      );
    }
  }
  if (tasks.length === 0 || new Set(tasks).size < tasks.length) {
    throw invalidParameter(
      `Job "${definition.name}": tasks are [${tasks}]; name at least one, none twice.`,
    );
  }
  return {
    name: definition.name,
    command: definition.command ?? [],
    env: definition.env ?? {},
    folder: definition.folder ?? process.cwd(),
    parameters: definition.parameters ?? {},
    timeoutSeconds,
    takesSeconds,
    tasks,
    schedule: definition.schedule,
    tags: definition.tags ?? {},
  };
}
