import type { ScanState } from '../plans/scan-state.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** The scan that goes on, for the calls that steer it. */
export class RunDesk {
  #scan: { readonly state: ScanState; readonly session: number } | undefined

  /** The scan of a session, or whichever goes on. */
  scan(session?: number): ScanState | undefined {
    if (session !== undefined && this.#scan?.session !== session) return undefined
    return this.#scan?.state
  }

  begin(state: ScanState): void {
    this.#scan = { state, session: state.parts.session }
  }

  end(state: ScanState): void {
    if (this.#scan?.state === state) this.#scan = undefined
  }

  /** Patches that the scan of a session will measure again. */
  repeats(session: number): ReadonlySet<string> {
    return this.scan(session)?.queue.repeats ?? NOTHING
  }

  /** Control patches of the scan of a session. */
  controls(session: number): ReadonlySet<string> {
    return new Set(this.scan(session)?.controls.map((patch) => patch.id))
  }
}
