import { createDelayProgram, delayPlan } from "./delay-program.ts";
import { parseJobParameters } from "./job-parameters.ts";
import { parsePlan } from "./parse-plan.ts";
import { createTracking, trackingSettings } from "./tracking.ts";
import { runTrainingJob } from "./training-job.ts";

const { job } = parseJobParameters(process.argv.slice(2));
const program = createDelayProgram(parsePlan(delayPlan, job.plan));
const outcome = await runTrainingJob(program, job, createTracking(trackingSettings(process.env)));
console.log(JSON.stringify(outcome));
