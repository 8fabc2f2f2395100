import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import type { PlatformSettings } from "./platform-settings.ts";

type Notify = NonNullable<PlatformSettings["notify"]>;

/** Secrets that stand where everybody reads them, and public services that the network does not let through. */
export function findNotifyMistakes({
  notify = {},
  network = {},
}: Partial<PlatformSettings>): Mistake[] {
  return [
    ...findPlainSecrets(notify),
    ...(network.existing || network.functionsReachInternet ? [] : findUnreachable(notify)),
  ];
}

function findPlainSecrets(notify: Notify): Mistake[] {
  const { webhookSecretUri, teamsWorkflowSecretUri, pagerDutyKeySecretUri } = notify;
  const secrets = { webhookSecretUri, teamsWorkflowSecretUri, pagerDutyKeySecretUri };
  return Object.entries(secrets).flatMap(([key, uri]) => {
    if (
      typeof uri !== "string" ||
      /^https:\/\/[a-z0-9-]+\.vault\.[a-z.]+\/secrets\/[\w/-]+$/i.test(uri)
    ) {
      return [];
    }
    const rule = "must be the URI of a Key Vault secret, and never the secret";
    const mend =
      "Put the secret into a vault, and write https://NAME.vault.azure.net/secrets/NAME.";
    return [{ path: `notify.${key}`, value: "this text", rule, mend }];
  });
}

function findUnreachable(notify: Notify): Mistake[] {
  const publicServices = ["teamsWorkflowSecretUri", "pagerDutyKeySecretUri"] as const;
  const asked = publicServices.filter((key) => notify[key] !== undefined);
  if (asked.length === 0) return [];
  const rule = `must be true, since notify.${asked.join(" and notify.")} names a public service`;
  const path = "network.functionsReachInternet";
  return [{ path, value: showValue(false), rule, mend: "Write true, or leave the service out." }];
}
