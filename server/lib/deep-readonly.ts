/** A type with everything in it read-only, as values that came out of a schema are handed on. */
export type DeepReadonly<T> = unknown extends T
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T
