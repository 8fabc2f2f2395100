/** A refusal as Databricks words it: an HTTP status and a body with `error_code` and `message`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string | number;

  constructor(status: number, code: string | number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A request that names or holds something wrong: 400 INVALID_PARAMETER_VALUE. */
export function invalidParameter(message: string): ApiError {
  return new ApiError(400, "INVALID_PARAMETER_VALUE", message);
}

/** Something that is not there: 404 RESOURCE_DOES_NOT_EXIST. */
export function notFound(message: string): ApiError {
  return new ApiError(404, "RESOURCE_DOES_NOT_EXIST", message);
}

/** Something that is already there: 400 RESOURCE_ALREADY_EXISTS. */
export function alreadyExists(message: string): ApiError {
  return new ApiError(400, "RESOURCE_ALREADY_EXISTS", message);
}
