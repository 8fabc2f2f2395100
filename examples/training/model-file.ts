import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Writes a model as `model.json` into an artifact folder, which is made where it is missing. */
export async function writeModel(source: string, model: unknown): Promise<void> {
  const file = modelFile(source);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(model)}\n`);
}

/** Reads the `model.json` of an artifact folder. Throws where there is none. */
export async function readModel(source: string): Promise<unknown> {
  const text = await readFile(modelFile(source), "utf8").catch((cause: unknown) => {
    const mend = "Was it trained by another program? Then reset the champion or use that program.";
    throw new Error(`Model ${source}: model.json cannot be read. ${mend}`, { cause });
  });
  return JSON.parse(text);
}

function modelFile(source: string): string {
  if (source.startsWith("file:")) return join(fileURLToPath(source), "model.json");
  if (source.startsWith("/")) return join(source, "model.json");
  throw new Error(
    `Artifacts at ${source}: this program reads and writes file: locations only. On Databricks the Python program runs.`,
  );
}
