import { WebAppAuthSettingsV2 } from "@pulumi/azure-native/web/webAppAuthSettingsV2.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement.ts";

/** Who may call the app: an app registration in Entra ID, and its app role for people who approve. */
export interface SignInArgs {
  /** Tenant that people and services sign in to. */
  tenantId: string;
  /**
   * Application id of the app registration. Require assignment on its enterprise application: then only who has one of
   * its app roles gets a token.
   */
  clientId: string;
  /** Value of the app role whose holders may approve, hold and resume, such as `Nightshift.Approver`. */
  approverRole: string;
  /** Object ids of the groups that may call the app at all. @default [] (everybody whom the registration lets in) */
  allowedGroups?: string[];
}

/** The one path without sign-in: the platform's own health check carries no token. */
export const healthPath = "/api/health";

/** Puts Entra ID in front of the app: no token, no answer. */
export function createSignIn(
  name: string,
  appName: pulumi.Input<string>,
  signIn: SignInArgs,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const { tenantId, clientId, allowedGroups = [] } = signIn;
  const groups =
    allowedGroups.length === 0
      ? {}
      : { defaultAuthorizationPolicy: { allowedPrincipals: { groups: allowedGroups } } };
  new WebAppAuthSettingsV2(
    `${name}-sign-in`,
    {
      name: appName,
      resourceGroupName: placement.resourceGroupName,
      platform: { enabled: true },
      httpSettings: { requireHttps: true },
      globalValidation: {
        requireAuthentication: true,
        unauthenticatedClientAction: "Return401",
        excludedPaths: [healthPath],
      },
      identityProviders: {
        azureActiveDirectory: {
          enabled: true,
          registration: {
            clientId,
            openIdIssuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
          },
          validation: { allowedAudiences: [clientId, `api://${clientId}`], ...groups },
        },
      },
      login: { tokenStore: { enabled: false } },
    },
    { parent },
  );
}
