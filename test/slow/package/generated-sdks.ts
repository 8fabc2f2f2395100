import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { makePassingFolder } from "../passing-folder.ts";
import { packPackage } from "./packed-package.ts";

const run = promisify(execFile);

/** Languages that an SDK is generated for; each has a folder of that name. */
export const sdkLanguages = ["python", "go", "nodejs", "dotnet"] as const;

let generated: Promise<string> | undefined;

/**
 * Folder of the SDKs that Pulumi's code generators make of the packed library's schema, once for all tests of a run.
 * `pulumi package add` makes them by the same code, which is in today's language hosts.
 */
export function generateSdks(): Promise<string> {
  generated ??= generate();
  return generated;
}

async function generate(): Promise<string> {
  const { folder: packed } = await packPackage();
  const schema = join(packed, "dist/components/plugin/schema.json");
  const folder = makePassingFolder("sdks");
  const generators = ["sdk-generator", "dotnet-generator"];
  const answers = await Promise.all(generators.map((generator) => runGenerator(generator, schema)));
  for (const [path, text] of answers.flatMap((answer) => Object.entries(answer))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Texts of files by path. The first call compiles the generator; Go keeps the program. */
async function runGenerator(name: string, schema: string): Promise<Record<string, string>> {
  const options = { cwd: join(import.meta.dirname, name), maxBuffer: 64 << 20 };
  const { stdout } = await run("go", ["run", ".", schema], options);
  return JSON.parse(stdout);
}
