/** A part of the platform ended or could not start; its message says all that is known. Exit code 1. */
export class PlatformFailure extends Error {
  override name = "PlatformFailure";
}
