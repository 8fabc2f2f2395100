import { createHash } from "node:crypto";

/** What a name is made from. The same seed gives the same names, for ever. */
export interface NameSeed {
  /** Text that people recognise: the stack. Any text of 1 to 60 characters. */
  label: string;
  /** Text that tells this deployment from all others with the same label, such as subscription and project. */
  salt: string;
  /** Azure region; moving a stack to another region gives other names, so that both can exist for a while. */
  location: string;
}

interface NameRule {
  prefix: string;
  /** Longest name that the service takes. */
  longest: number;
  /** `plain`: lower-case letters and digits; `hyphens`: also hyphens between them. */
  alphabet: "plain" | "hyphens";
}

/**
 * Rules by kind of resource, from Azure's naming rules; a function app stays within 32 characters because
 * its host id is cut there and two apps with one host id share locks.
 */
export const nameRules = {
  resourceGroup: { prefix: "rg-nightshift", longest: 90, alphabet: "hyphens" },
  managedResourceGroup: { prefix: "rg-nightshift-dbw", longest: 90, alphabet: "hyphens" },
  virtualNetwork: { prefix: "vnet", longest: 64, alphabet: "hyphens" },
  securityGroup: { prefix: "nsg", longest: 80, alphabet: "hyphens" },
  routeTable: { prefix: "rt", longest: 80, alphabet: "hyphens" },
  natGateway: { prefix: "ng", longest: 80, alphabet: "hyphens" },
  publicAddress: { prefix: "pip", longest: 80, alphabet: "hyphens" },
  privateEndpoint: { prefix: "pe", longest: 64, alphabet: "hyphens" },
  networkLink: { prefix: "link", longest: 80, alphabet: "hyphens" },
  identity: { prefix: "id", longest: 128, alphabet: "hyphens" },
  storageAccount: { prefix: "ns", longest: 24, alphabet: "plain" },
  serviceBus: { prefix: "sbns", longest: 50, alphabet: "hyphens" },
  eventHubs: { prefix: "evhns", longest: 50, alphabet: "hyphens" },
  systemTopic: { prefix: "egst", longest: 50, alphabet: "hyphens" },
  actionGroup: { prefix: "ag", longest: 260, alphabet: "hyphens" },
  alertRule: { prefix: "ar", longest: 260, alphabet: "hyphens" },
  budget: { prefix: "budget", longest: 63, alphabet: "hyphens" },
  logWorkspace: { prefix: "log", longest: 63, alphabet: "hyphens" },
  insights: { prefix: "appi", longest: 255, alphabet: "hyphens" },
  linkScope: { prefix: "ampls", longest: 255, alphabet: "hyphens" },
  databricks: { prefix: "dbw", longest: 64, alphabet: "hyphens" },
  accessConnector: { prefix: "dbac", longest: 64, alphabet: "hyphens" },
  appServicePlan: { prefix: "asp", longest: 60, alphabet: "hyphens" },
  functionApp: { prefix: "func", longest: 32, alphabet: "hyphens" },
} as const satisfies Record<string, NameRule>;

/** Kinds of resources that get a planned name. */
export type NameKind = keyof typeof nameRules;

/** Words that Azure refuses in names which become public host names. */
const reservedWords =
  /microsoft|windows|azure|office|xbox|login|skype|bing|onedrive|outlook|sharepoint|visualstudio|cortana|hololens|kinect/;

/**
 * Name of one resource: `<prefix>-<role>-<label>-<hash>`. The label is cut where room lacks, and dropped where
 * it would spell a reserved word; the hash over label, salt and region keeps stacks apart. Throws where `role`
 * leaves no room for it.
 */
export function planName(kind: NameKind, seed: NameSeed, role = ""): string {
  const { prefix, longest, alphabet } = nameRules[kind];
  const joint = alphabet === "plain" ? "" : "-";
  const head = [prefix, role].filter((part) => part !== "").join(joint);
  const hash = nameHash(seed);
  const room = longest - head.length - hash.length - 2 * joint.length;
  if (room < 0) {
    throw new Error(
      `planName: role is "${role}"; a ${kind} name has at most ${longest} characters. Choose a shorter role.`,
    );
  }
  const label = plainWords(seed.label).join(joint).slice(0, room).replace(/-+$/, "");
  const name = [head, label, hash].filter((part) => part !== "").join(joint);
  return reservedWords.test(name) ? [head, hash].join(joint) : name;
}

function plainWords(label: string): string[] {
  return label
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Eight characters without vowels, so that chance spells no word. */
function nameHash({ label, salt, location }: NameSeed): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([label, salt, location]))
    .digest();
  const letters = "bcdfghjklmnpqrstvwxz0123456789";
  return Array.from(digest.subarray(0, 8), (byte) => letters[byte % letters.length]).join("");
}
