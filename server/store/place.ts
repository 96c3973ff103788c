/** Whether a place to keep data is the address of a PostgreSQL database; it is a file otherwise. */
export function isPostgres(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place)
}

/** Whether it is an address of something that is neither: `mysql://…`, `sqlite://…`, `file:///…`. */
export function isOtherAddress(place: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(place) && URL.canParse(place) && !isPostgres(place)
}
