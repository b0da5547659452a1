import { join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type {
  CubeMaps,
  MapGenerator,
  MapModelCard,
  MapsState,
  MapTraining,
  MapTrainingEvent,
} from '../../contract/maps.ts'
import type { ModelCard } from '../../contract/model.ts'
import { type CubePixels, meanSpectrum, sampleCount } from '../../model/maps/cube-pixels.ts'
import { readMapCheckpoint } from '../../model/maps/map-checkpoint.ts'
import type { MapLesson, MapService } from '../../model/maps/service.ts'
import type { OpenModel } from '../../model/service.ts'
import { correctedRows } from './corrected-rows.ts'
import {
  type CubeFolder,
  cubeRows,
  cubeTruth,
  type FolderCube,
  openCubeFolder,
  referencesFor,
} from './cube-folder.ts'
import { MapModels } from './map-models.ts'
import { requireSameAxis, requireSameBands, strangerAmong } from './same-grid.ts'

/** More pixels x bands than this are not held in memory for a training: 2 GB of float32. */
const MOST_VALUES = 512 * 1024 * 1024

interface Parts {
  readonly service: MapService | undefined
  /** Folder of this application's own maps, models and demo sets. */
  readonly folder: string
  /** Opens a version of the main model. */
  readonly correction: (version: string) => Promise<OpenModel>
  readonly now: () => string
}

function problem(
  code: 'NOT_FOUND' | 'WRONG_STATE' | 'BAD_REQUEST',
  title: string,
  happened: string,
  next: string,
): Problem {
  return new Problem({ code, title, happened, kept: 'All cubes and models.', next })
}

/** The open folder of cubes, the models of maps, and the work on them. */
export class MapDesk {
  readonly #parts: Parts
  readonly models: MapModels
  #folder: CubeFolder | undefined
  training = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.models = new MapModels(join(parts.folder, 'models'))
  }

  state(): MapsState {
    const folder = this.#folder
    return {
      folder: folder?.path ?? null,
      cubes: (folder?.cubes ?? []).map(({ name, file, mask, truth }) => ({
        name,
        height: file.header.lines,
        width: file.header.samples,
        bands: file.header.bands,
        wavelengthNm: file.header.wavelengthNm ?? null,
        reference: folder?.references.get(name) ?? null,
        hasMask: mask !== undefined,
        hasTruth: truth !== undefined,
        bytes: file.bytes,
      })),
      refused: [...(folder?.refused ?? [])],
      models: this.models.list(),
      training: this.training,
      resumable: this.#resumable(),
    }
  }

  /** @throws Problem NOT_FOUND, NO_MATCH */
  async open(path: string): Promise<MapsState> {
    this.#folder = await openCubeFolder(path)
    return this.state()
  }

  /** Where the demo set of a generator lies. */
  demoFolder(generator: MapGenerator): string {
    return join(this.#parts.folder, `demo-${generator}`)
  }

  /** @throws Problem FORMAT_BAD, NO_MATCH (a name without a cube) */
  reference(text: string, name: string): MapsState {
    const folder = this.#opened()
    this.#folder = { ...folder, references: referencesFor(text, name, folder.cubes) }
    return this.state()
  }

  /** @throws Problem WRONG_STATE without a folder, NOT_FOUND */
  cube(name: string): FolderCube {
    const folder = this.#opened()
    const cube = folder.cubes.find((one) => one.name === name)
    if (cube) return cube
    throw problem(
      'NOT_FOUND',
      'There is no such cube',
      `"${name}" is not in the open folder.`,
      'Choose one of its list.',
    )
  }

  /** The maps of a cube by a stored model. @throws Problem MODEL_MISSING, MODEL_DAMAGED, MODEL_MISMATCH */
  async predict(name: string, model: string | undefined, signal: AbortSignal): Promise<CubeMaps> {
    const cube = this.cube(name)
    const { lines: height, samples: width, bands } = cube.file.header
    const opened = await this.#service().open(this.models.read(model))
    try {
      const { card } = opened
      requireSameBands(card, cube)
      const rows = await this.#reader(cube, card.correction)
      const truth = await cubeTruth(cube)
      const read = (from: number, to: number): Promise<CubePixels> => rows(from, to, signal)
      const { maps, mask } = await opened.maps({ height, width, bands }, read, truth, signal)
      const plane = (values: Float32Array) => ({
        height,
        width,
        values: Float64Array.from(values, (value, pixel) => (mask[pixel] === 1 ? value : NaN)),
      })
      return {
        cube: name,
        model: card.name,
        maps: maps.map(({ method, values, figures, seconds }) => ({
          method,
          figures,
          seconds,
          ...plane(values),
        })),
        truth: truth ? plane(truth) : null,
        reference: this.#folder?.references.get(name) ?? null,
      }
    } finally {
      await opened.close()
    }
  }

  /**
   * A spectrum of a cube as a model of maps reads it, corrected where the model asks for it: of one pixel, or the mean of
   * the sample. @throws Problem NOT_FOUND, MODEL_MISMATCH, BAD_REQUEST (no sample there)
   */
  async spectrumFor(
    card: Pick<MapModelCard, 'correction'>,
    name: string,
    at?: { readonly x: number; readonly y: number },
  ): Promise<Float64Array> {
    const cube = this.cube(name)
    const { lines, samples, bands } = cube.file.header
    if (at && (at.x >= samples || at.y >= lines))
      throw problem(
        'BAD_REQUEST',
        'There is no such pixel',
        `${name} has ${samples} columns and ${lines} rows.`,
        'Choose one inside the cube.',
      )
    const rows = await this.#reader(cube, card.correction)
    const never = new AbortController().signal
    const pixels = at ? await rows(at.y, at.y + 1, never) : await rows(0, lines, never)
    if (at) return Float64Array.from(pixels.data.subarray(at.x * bands, (at.x + 1) * bands))
    if (sampleCount(pixels.mask) === 0)
      throw problem(
        'BAD_REQUEST',
        `${name} is empty`,
        'No pixel is left by its mask.',
        'Correct the mask, or choose a pixel.',
      )
    return meanSpectrum(pixels)
  }

  /** Why a correction does not fit the open cubes; null where it does. @throws Problem WRONG_STATE without a folder */
  whyNot(card: ModelCard): string | null {
    try {
      for (const cube of this.#opened().cubes) requireSameAxis(card, cube)
      return null
    } catch (error) {
      if (error instanceof Problem && error.data.code === 'MODEL_MISMATCH') return error.data.happened
      throw error
    }
  }

  /** Cubes with references, in the order of the folder. @throws Problem WRONG_STATE */
  labelled(): readonly { readonly cube: FolderCube; readonly reference: number }[] {
    const { cubes, references } = this.#opened()
    return cubes.flatMap((cube) => {
      const reference = references.get(cube.name)
      return reference === undefined ? [] : [{ cube, reference }]
    })
  }

  /** Learns from all cubes with a reference and stores the model; a checkpoint lies on the disk while it runs. */
  async *train(options: MapTraining, signal: AbortSignal): AsyncGenerator<MapTrainingEvent, undefined> {
    const started = performance.now()
    const service = this.#service()
    const lessons = await this.#lessons(options.correction ?? null, signal)
    const { network, folds, seed, widths, epochs, smooth } = options
    const kept = options.resume ? this.models.checkpoint() : undefined
    const events = service.train(
      {
        lessons,
        wavelengthNm: this.labelled()[0]?.cube.file.header.wavelengthNm ?? null,
        name: options.name ?? this.models.freeName(),
        created: this.#parts.now(),
        seed,
        folds,
        network,
        correction: options.correction ?? null,
        ...(widths === undefined ? {} : { widths }),
        ...(epochs === undefined ? {} : { epochs }),
        ...(smooth === undefined ? {} : { smooth }),
        ...(kept === undefined ? {} : { resume: Uint8Array.from(kept) }),
      },
      signal,
    )
    for await (const event of events) {
      if (event.type === 'progress') yield event
      else if (event.type === 'checkpoint') this.models.keepCheckpoint(event.bytes)
      else {
        const card = this.models.add(event.bytes)
        this.models.dropCheckpoint()
        yield { type: 'finished', card, seconds: (performance.now() - started) / 1000 }
      }
    }
  }

  #opened(): CubeFolder {
    if (this.#folder) return this.#folder
    throw problem(
      'WRONG_STATE',
      'No cubes are open',
      'No folder was chosen.',
      'Open a folder of ENVI cubes, or the demo.',
    )
  }

  #service(): MapService {
    const { service } = this.#parts
    if (service) return service
    throw problem(
      'WRONG_STATE',
      'Maps cannot be made here',
      'This host has no worker for them.',
      'Use the application itself.',
    )
  }

  #resumable(): MapsState['resumable'] {
    try {
      const bytes = this.models.checkpoint()
      if (!bytes) return null
      const { done, current } = readMapCheckpoint(bytes)
      return { fold: done.length + 1, epoch: current?.state.epoch ?? 0 }
    } catch {
      // Nothing to go on from.
      return null
    }
  }

  async #reader(cube: FolderCube, version: string | null) {
    if (version === null)
      return (from: number, to: number, signal: AbortSignal) => cubeRows(cube, from, to, signal)
    const model = await this.#parts.correction(version)
    requireSameAxis(model.card, cube)
    return async (from: number, to: number, signal: AbortSignal) =>
      correctedRows(model, await cubeRows(cube, from, to, signal))
  }

  async #lessons(correction: string | null, signal: AbortSignal): Promise<MapLesson[]> {
    const labelled = this.labelled()
    const first = labelled[0]?.cube.file.header
    if (!first)
      throw problem(
        'BAD_REQUEST',
        'No cube has a reference',
        'There is nothing to learn from.',
        'Import a CSV with cube and mean.',
      )
    const stranger = strangerAmong(labelled.map(({ cube }) => cube))
    if (stranger !== undefined)
      throw problem(
        'BAD_REQUEST',
        'The cubes do not belong together',
        stranger,
        'Keep cubes of one camera and setting in a folder.',
      )
    const values = labelled.reduce(
      (sum, { cube: { file } }) => sum + file.header.lines * file.header.samples * first.bands,
      0,
    )
    if (values > MOST_VALUES)
      throw problem(
        'BAD_REQUEST',
        'The cubes are too large to learn from',
        `Together they have ${(values / 1e9).toFixed(1)} thousand million values; ${(MOST_VALUES / 1e9).toFixed(1)} fit.`,
        `Bin them by ${Math.ceil(Math.sqrt(values / MOST_VALUES))} in both directions, or use fewer.`,
      )
    const lessons: MapLesson[] = []
    for (const { cube, reference } of labelled) {
      const rows = await this.#reader(cube, correction)
      const pixels = await rows(0, cube.file.header.lines, signal)
      if (sampleCount(pixels.mask) === 0)
        throw problem(
          'BAD_REQUEST',
          `${cube.name} is empty`,
          'No pixel is left by its mask.',
          'Correct the mask or leave the cube out.',
        )
      const truth = await cubeTruth(cube)
      lessons.push({ name: cube.name, pixels, reference, ...(truth ? { truth } : {}) })
    }
    return lessons
  }
}
