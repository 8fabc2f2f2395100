/**
 * Settings of `AgentPlatform` from Pulumi's configuration, whose values are texts: every key of the project, and
 * region and subscription from the keys of the Azure provider, so that they are said once.
 */
export function stackSettings(config: Readonly<Record<string, string>>): Record<string, unknown> {
  const own = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("nightshift:") ? [[key.slice("nightshift:".length), readValue(value)]] : [],
  );
  const location = config["azure-native:location"];
  const subscriptionId = config["azure-native:subscriptionId"];
  return { location, subscriptionId, ...Object.fromEntries(own) };
}

/** Maps, lists, numbers and truth values come as JSON; all else is text. */
function readValue(value: string): unknown {
  if (!/^(?:[[{]|-?\d+(?:\.\d+)?$|true$|false$)/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
