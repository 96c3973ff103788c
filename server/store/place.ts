/** Whether a place to keep data is the address of a PostgreSQL database; it is a file otherwise. */
export function isPostgres(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place)
}
