import { delayTrainer } from "./delay-program.ts";
import { parseJobParameters } from "./job-parameters.ts";
import { createTracking, trackingSettings } from "./tracking.ts";
import { runTrainingJob } from "./training-job.ts";

const job = parseJobParameters(process.argv.slice(2));
const tracking = createTracking(trackingSettings(process.env));
console.log(JSON.stringify(await runTrainingJob(delayTrainer, job, tracking)));
