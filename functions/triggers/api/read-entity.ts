import { type DurableClient, EntityId } from "durable-functions";
import type { ArrivalsState } from "../../core/arrivals/arrivals-state.ts";
import type { GuardState } from "../../core/guard/guard-state.ts";
import type { Hold } from "../../core/hold.ts";
import { entities } from "../../core/names.ts";
import type { ReviewsState } from "../../core/reviews.ts";

interface States {
  arrivals: ArrivalsState;
  guard: GuardState;
  hold: Hold;
  reviews: ReviewsState;
}

/** State of one entity as last saved, or null where it has none. */
export async function readEntity<Name extends keyof States>(
  client: DurableClient,
  entity: Name,
  key: string,
): Promise<States[Name] | null> {
  const { entityExists, entityState } = await client.readEntityState<States[Name]>(
    new EntityId(entities[entity], key),
  );
  return entityExists ? (entityState ?? null) : null;
}
