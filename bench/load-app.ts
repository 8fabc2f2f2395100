// Loads a function app as the Functions host does, says how many functions it registered, and ends.
// Its loading time is what bench/start.ts measures, from outside.
import { loadApp } from "../local/host/worker.ts";

const { functions } = await loadApp(process.argv[2] ?? "");
process.stdout.write(`${functions.length}\n`);
process.exit(0);
