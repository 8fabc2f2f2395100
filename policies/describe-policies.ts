import { writeFileSync } from "node:fs";
import { topics } from "./index.ts";
import type { Policy } from "./policy.ts";

/** Renders the page of all policies as Markdown: one row a policy, by topic. */
export function describePolicies(): string {
  const parts = Object.entries(topics).map(
    ([topic, policies]) =>
      `## ${topic}\n\n| policy | level | rule | why | breaks it | mend |\n|---|---|---|---|---|---|\n${policies.map(row).join("\n")}\n`,
  );
  return `# Policies

The pack in \`policies/\` works on any stack of \`azure-native\` and \`databricks\` resources, not only on
Nightshift's own: \`pulumi preview --policy-pack policies/pack.ts\`. This page is made by
\`node policies/describe-policies.ts\`; a test keeps it current.

A policy configuration file (\`--policy-pack-config FILE\`) may set a level or a limit of one policy:
\`{"job-require-timeout": {"maxMinutes": 120}, "resources-require-tags": "mandatory"}\`.

Where an Azure Policy writes the DNS records (\`network.dns: policy\`), no zone group is in the stack, and
\`private-endpoints-require-dns\` stops every private endpoint. Give the pack the configuration that is made for it:
\`--policy-pack policies/pack.ts --policy-pack-config policies/dns-by-azure-policy.json\`.

${parts.join("\n")}`;
}

function row(policy: Policy): string {
  const limits = Object.entries(policy.settings ?? {})
    .map(
      ([name, { says, default: value }]) =>
        ` ${says}: \`${name}\`, by default ${JSON.stringify(value)}.`,
    )
    .join("");
  const cells = [
    `\`${policy.name}\``,
    policy.level,
    `${policy.rule}${limits}`,
    policy.why,
    policy.example,
    policy.mend,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

if (import.meta.main) {
  writeFileSync(new URL("../docs/policies.md", import.meta.url), describePolicies());
}
