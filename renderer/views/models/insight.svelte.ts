import type { ModelInsight } from '../../../contract/insight.ts'
import type { ModelCard } from '../../../contract/model.ts'
import { isAbort, problemOf } from '../../problems.ts'
import { perApp, type App } from '../../state/app.svelte.ts'

/** What stored models do, asked once for each. */
export class Insights {
  /** By hash. */
  known = $state.raw<Readonly<Record<string, ModelInsight>>>({})
  readonly #asked: string[] = []
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  /** The insight into a model; asks for it where it is not known yet. Call from an effect. */
  want({ hash, version }: Pick<ModelCard, 'hash' | 'version'>): void {
    const { client } = this.#app.link
    if (client === undefined || this.#asked.includes(hash)) return
    this.#asked.push(hash)
    client.model.insight({ model: version }).then(
      (insight) => (this.known = { ...this.known, [hash]: insight }),
      (error: unknown) => {
        this.#asked.splice(this.#asked.indexOf(hash), 1)
        if (!isAbort(error)) this.#app.notices.raise(problemOf(error))
      },
    )
  }
}

/** Insights of a window. */
export const insightsOf = perApp((app) => new Insights(app))
