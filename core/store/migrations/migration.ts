/** One step of the database format; never changed once it has been released. */
export type Migration = {
  /** Format after this step: 1, 2, 3, ... */
  readonly version: number
  readonly sql: string
}
