/** A request that failed for good: what was asked of whom, what came back and, where it is known, the mend. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** Status that was answered; null where no answer came. */
  readonly status: number | null;
  /** `error_code` of a JSON answer, such as `RESOURCE_DOES_NOT_EXIST`; null where there is none. */
  readonly errorCode: string | null;

  constructor(
    message: string,
    fields: { status: number | null; errorCode: string | null; cause?: unknown },
  ) {
    super(message, { cause: fields.cause });
    this.status = fields.status;
    this.errorCode = fields.errorCode;
  }
}

/** Null for an error that says the thing asked for is not there; throws any other, an HTML 404 among them. */
export function nullIfNotFound(error: unknown): null {
  if (error instanceof HttpError && error.status === 404 && error.errorCode !== null) return null;
  throw error;
}
