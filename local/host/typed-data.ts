/** A value on its way between host and app, in the worker's wire form. */
export interface TypedData {
  string?: string | null;
  json?: string | null;
  bytes?: Uint8Array | null;
  int?: number | null;
  double?: number | null;
  http?: HttpData | null;
  collectionString?: { string: string[] } | null;
}

/** An HTTP request or response in the worker's wire form. */
export interface HttpData {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: TypedData | null;
  statusCode?: string;
  cookies?: Record<string, unknown>[];
}
