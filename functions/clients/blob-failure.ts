import { isRestError } from "@azure/core-rest-pipeline";

/** Error code of a failed blob request, such as `BlobNotFound`; null where the storage did not answer. */
export function blobErrorCode(error: unknown): string | null {
  if (!isRestError(error)) return null;
  // A HEAD has no body to take the code from; the header always has it.
  return error.response?.headers.get("x-ms-error-code") ?? error.code ?? null;
}

/** A failed blob request told with what was tried where, and the mend; any other error as it is. */
export function blobFailure(error: unknown, host: string, what: string): unknown {
  if (!isRestError(error)) return error;
  const code = blobErrorCode(error) ?? "no code";
  const status = error.statusCode ?? "no answer";
  return new Error(`Lake ${host}: ${what} failed: ${code} (${status}).${mendOf(code)}`, {
    cause: error,
  });
}

function mendOf(code: string): string {
  if (code === "ContainerNotFound")
    return " Create the container: the platform does at each start.";
  if (code.startsWith("Authorization") || code === "AuthenticationFailed") {
    return " Check that the identity has Storage Blob Data Contributor, and the account's network rules.";
  }
  if (code === "ConditionNotMet")
    return " The blob is being overwritten all the time; write it once, under a name of its own.";
  return " Check NIGHTSHIFT_LAKE_URL, its name resolution and the private endpoint.";
}
