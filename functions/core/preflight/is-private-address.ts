/** Ranges that are not routed on the internet: RFC 1918, RFC 6598, RFC 4193, and loopback. */
const privateRanges = [
  /^10\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^127\./,
  /^f[cd][0-9a-f]{2}:/i,
  /^::1$/,
];

/** Whether an IP address, as text, is reached without the internet. */
export function isPrivateAddress(address: string): boolean {
  return privateRanges.some((range) => range.test(address));
}
