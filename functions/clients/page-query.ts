/** Query of the page that a token names; of the first page without one. */
export function pageQuery(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { page_token: token };
}
