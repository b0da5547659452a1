import type { ProblemData } from '../../../contract/errors.ts'
import type {
  ExplainFace,
  ExplainInput,
  ExplainMethod,
  ExplainSubject,
  Explanation,
} from '../../../contract/explain.ts'
import type { RamanCard, RamanEvent } from '../../../contract/raman.ts'
import type { AppClient } from '../../client.ts'
import { Cursor, Viewport } from '../../components/charts/cursor.svelte.ts'
import { problemOf } from '../../problems.ts'
import { perApp } from '../../state/app.svelte.ts'

type Epoch = Extract<RamanEvent, { type: 'epoch' }>

/** Where the spectrum comes from: one of the model's own, or one given from elsewhere. */
export type Input =
  | { readonly kind: 'sample'; readonly id: string }
  | { readonly kind: 'file'; readonly file: NonNullable<ExplainInput['file']> }
  | { readonly kind: 'spectrum'; readonly spectrum: NonNullable<ExplainInput['spectrum']> }

/** Sizes that are offered: the table of `npm run bench -- raman` has these and what they do to the regions. */
export const SIZES = { filters: [4, 8, 16, 32], width: [5, 9, 15, 25] } as const

/** What the Explain view shows: model, spectrum, output, way of looking, and what came of it. */
export class ExplainState {
  subjects = $state.raw<readonly ExplainSubject[]>([])
  cards = $state.raw<readonly RamanCard[]>([])
  loaded = $state(false)
  face = $state.raw<ExplainFace | undefined>(undefined)
  input = $state.raw<Input | undefined>(undefined)
  /** Output asked about; the highest score where not chosen. */
  output = $state<number | undefined>(undefined)
  method = $state<ExplainMethod | undefined>(undefined)
  shown = $state.raw<Explanation | undefined>(undefined)
  problem = $state.raw<ProblemData | undefined>(undefined)
  /** A training of this window, from its start on. */
  training = $state.raw<{ readonly source: string; readonly epoch?: Epoch } | undefined>(undefined)
  /** What the last training said about its files. */
  said = $state.raw<readonly string[]>([])
  /** Learn to name components of mixtures. */
  mixtures = $state(false)
  /** Size of the network of the next training: filters, and bands that each sees. */
  filters = $state<number>(SIZES.filters[2])
  width = $state<number>(SIZES.width[1])
  /** Bands that occlusion hides at a time; what the model's face says where not chosen. */
  window = $state<number | undefined>(undefined)
  readonly cursor = new Cursor()
  readonly viewport = new Viewport()
  readonly below = new Viewport(this.viewport)
  #asked = 0

  readonly card = $derived(
    this.face?.subject.kind === 'raman'
      ? this.cards.find(({ version }) => version === this.face?.subject.version)
      : undefined,
  )

  /** The list of models; opens the newest where none is open. */
  async refresh(client: AppClient): Promise<void> {
    const [{ subjects }, { models }] = await Promise.all([client.explain.subjects({}), client.raman.list({})])
    this.subjects = subjects
    this.cards = models
    this.loaded = true
    const still = subjects.some(({ id }) => id === this.face?.subject.id)
    // What ships has no date: it is looked into when it is asked for.
    const newest = subjects.find(({ created }) => created !== '')
    if (!still && newest !== undefined) await this.choose(client, newest.id)
  }

  /** Opens a model with one of its spectra, its first unless one is named. */
  async choose(client: AppClient, subject: string, sample?: string): Promise<void> {
    try {
      const face = await client.explain.face({ subject })
      this.face = face
      this.output = undefined
      this.window = undefined
      const id = sample ?? face.samples[0]?.id
      this.input = id === undefined ? undefined : { kind: 'sample', id }
      if (this.method === undefined || !face.methods.includes(this.method)) this.method = face.methods[0]
      this.viewport.reset()
      this.cursor.clear()
      await this.ask(client)
    } catch (error) {
      this.problem = problemOf(error)
    }
  }

  /** Explains what is chosen now; an older answer never replaces a newer one. */
  async ask(client: AppClient): Promise<void> {
    const { face, input, method, output, window } = this
    if (face === undefined || input === undefined) {
      this.shown = undefined
      return
    }
    const turn = ++this.#asked
    const from =
      input.kind === 'sample'
        ? { sample: input.id }
        : input.kind === 'file'
          ? { file: input.file }
          : { spectrum: input.spectrum }
    try {
      const shown = await client.explain.run({
        subject: face.subject.id,
        ...from,
        ...(method !== undefined && { method }),
        ...(output !== undefined && { output }),
        ...(window !== undefined && { window }),
      })
      if (turn !== this.#asked) return
      this.shown = shown
      this.problem = undefined
    } catch (error) {
      if (turn === this.#asked) this.problem = problemOf(error)
    }
  }
}

/** Explain state of a window. */
export const explainState = perApp(() => new ExplainState())
