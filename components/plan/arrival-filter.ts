import { containers } from "../../functions/core/names.ts";

/**
 * Which events are arrivals: finished blobs in bronze, by whichever API they were written. Without the last slash
 * `bronze2` would match; `FlushWithClose` alone would miss what the Blob API writes.
 */
export const arrivalFilter = {
  includedEventTypes: ["Microsoft.Storage.BlobCreated"],
  subjectBeginsWith: `/blobServices/default/containers/${containers.bronze}/`,
  isSubjectCaseSensitive: true,
  advancedFilters: [
    {
      operatorType: "StringIn" as const,
      key: "data.api",
      values: ["FlushWithClose", "PutBlob", "PutBlockList", "CopyBlob"],
    },
  ],
};
