#!/usr/bin/env node
// Plain JavaScript: an old Node cannot read TypeScript, and must get as far as the sentence below.
const needed = 24;
const found = process.versions.node;

if (Number.parseInt(found, 10) < needed) {
  console.error(
    `Node ${found}: Nightshift needs Node ${needed} or later. Install it, or run \`npm ci\` and start with \`npm start\` or \`npm run nightshift -- ...\`: both use the Node that comes with the packages.`,
  );
  process.exitCode = 2;
} else {
  await import("./cli.ts");
}
