import { parseJobParameters } from "./job-parameters.ts";
import { parsePlan } from "./parse-plan.ts";
import { createRevenueProgram, revenuePlan } from "./revenue-program.ts";
import { createTracking, trackingSettings } from "./tracking.ts";
import { runTrainingJob } from "./training-job.ts";

const { job } = parseJobParameters(process.argv.slice(2));
const program = createRevenueProgram(parsePlan(revenuePlan, job.plan));
const outcome = await runTrainingJob(program, job, createTracking(trackingSettings(process.env)));
console.log(JSON.stringify(outcome));
