import { parseJobParameters } from "./job-parameters.ts";
import { revenueTrainer } from "./revenue-program.ts";
import { createTracking, trackingSettings } from "./tracking.ts";
import { runTrainingJob } from "./training-job.ts";

const job = parseJobParameters(process.argv.slice(2));
const tracking = createTracking(trackingSettings(process.env));
console.log(JSON.stringify(await runTrainingJob(revenueTrainer, job, tracking)));
