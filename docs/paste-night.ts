import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const readme = new URL("../README.md", import.meta.url);
const blocks = /(?<=```text night\n)[^`]*(?=```)/g;

/** Plays the example nights as `npm start` does, without colour: the lines of each. Throws where they fail. */
export function playNights(): string[] {
  const { status, stdout, stderr } = spawnSync("npm", ["start", "--silent", "--", "--exit"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  if (status !== 0) throw new Error(`npm start ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout.trimEnd().split("\n\n");
}

/** What the README shows of the nights. */
export function pastedNights(): string[] {
  return (readFileSync(readme, "utf8").match(blocks) ?? []).map((night) => night.trimEnd());
}

if (import.meta.main) {
  const nights = playNights();
  const page = readFileSync(readme, "utf8");
  writeFileSync(
    readme,
    page.replace(blocks, () => `${nights.shift() ?? ""}\n`),
  );
}
