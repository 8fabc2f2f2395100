import * as z from "zod/mini";
import { int64 } from "./int64-json.ts";
import type { Job, Jobs } from "./jobs.ts";
import { flagField, idField, integerField, type Route, route, textField } from "./route.ts";

const scheduleField = z.object({
  quartz_cron_expression: textField,
  timezone_id: textField,
  pause_status: z._default(z.enum(["PAUSED", "UNPAUSED"]), "UNPAUSED"),
});
const parametersField = z.array(z.object({ name: textField, default: z.string() }));
const settingsField = z.object({
  name: z.optional(textField),
  tasks: z.optional(z.array(z.object({ task_key: textField }))),
  parameters: z.optional(parametersField),
  timeout_seconds: z.optional(integerField),
  schedule: z.optional(scheduleField),
  tags: z.optional(z.record(z.string(), z.string())),
});

/** Calls on jobs. A job made by REST has no local command: script its runs, or define it. */
export function jobRoutes(jobs: Jobs): Route[] {
  return [
    route({
      name: "jobs.create",
      method: "POST",
      path: "/api/2.2/jobs/create",
      input: settingsField,
      answer: (settings) => {
        const job = jobs.create({ name: "Untitled", ...definitionOf(settings) });
        return { job_id: int64(job.id) };
      },
    }),
    route({
      name: "jobs.get",
      method: "GET",
      path: "/api/2.2/jobs/get",
      input: z.object({ job_id: idField }),
      answer: ({ job_id }) => viewJob(jobs.get(job_id), "whole"),
    }),
    route({
      name: "jobs.list",
      method: "GET",
      path: "/api/2.2/jobs/list",
      input: z.object({
        name: z.optional(z.string()),
        limit: z._default(integerField.check(z.gte(1), z.lte(100)), 20),
        page_token: z.optional(integerField),
        expand_tasks: z.optional(flagField),
      }),
      answer: ({ name, limit, page_token: from = 0 }) => {
        const all = jobs.list(name);
        const page = all.slice(from, from + limit);
        const has_more = from + limit < all.length;
        return {
          ...(page.length === 0 ? {} : { jobs: page.map((job) => viewJob(job, "short")) }),
          has_more,
          ...(has_more ? { next_page_token: String(from + limit) } : {}),
        };
      },
    }),
    route({
      name: "jobs.update",
      method: "POST",
      path: "/api/2.2/jobs/update",
      input: z.object({
        job_id: idField,
        new_settings: z.optional(settingsField),
        fields_to_remove: z.optional(z.array(z.enum(["schedule"]))),
      }),
      answer: ({ job_id, new_settings = {}, fields_to_remove = [] }) => {
        if (fields_to_remove.length > 0) jobs.update(job_id, { schedule: undefined });
        jobs.update(job_id, definitionOf(new_settings));
      },
    }),
  ];
}

function definitionOf(settings: z.output<typeof settingsField>) {
  const { name, tasks, parameters, timeout_seconds: timeoutSeconds, schedule, tags } = settings;
  const given = {
    name,
    tasks: tasks?.map(({ task_key }) => task_key),
    parameters:
      parameters === undefined
        ? undefined
        : Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default])),
    timeoutSeconds,
    schedule,
    tags,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function viewJob(job: Job, detail: "whole" | "short"): Record<string, unknown> {
  const { name, timeoutSeconds, schedule, tags, tasks, parameters } = job.settings;
  const settings = {
    name,
    timeout_seconds: timeoutSeconds,
    max_concurrent_runs: 1,
    format: "MULTI_TASK",
    tags,
    ...(schedule === undefined ? {} : { schedule }),
  };
  const whole = {
    ...settings,
    tasks: tasks.map((task_key) => ({ task_key })),
    parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, default: value })),
  };
  return {
    job_id: int64(job.id),
    creator_user_name: "local",
    created_time: job.createdAt,
    settings: detail === "whole" ? whole : settings,
  };
}
