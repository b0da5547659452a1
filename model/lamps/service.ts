import type { LampLabel, LampTrainingEvent } from '../../contract/lamps.ts'
import type { Frame, Picture } from '../../spectra/picture.ts'
import type { Preparing } from './prepare/prepare.ts'

/** What a picture or a spectrum shows. */
export interface ToldLamp {
  readonly label: LampLabel | 'unknown'
  readonly nearest: LampLabel
  readonly probabilities: Float64Array
  readonly threshold: number
  readonly falseAlarmRate: number
  /** 480 x 3 values 0..1. */
  readonly rows: Float64Array
  readonly prepared: Picture
  readonly turnDegrees: number
  /** Shares of the turned picture. */
  readonly frame: Frame
}

/** A prepared picture whose lamp is known. */
export interface LabelledPicture {
  readonly label: LampLabel
  readonly picture: Picture
}

export interface LampTrainingRequest {
  readonly seed: number
  /** Rendered pictures to learn from; 0 with pictures of one's own. */
  readonly pictures: number
  /** Rendered pictures of each set that judges. */
  readonly judged: number
  readonly epochs: { readonly rows: number; readonly image: number }
  readonly falseAlarmRate: number
  readonly own?: {
    readonly training: readonly LabelledPicture[]
    readonly validation: readonly LabelledPicture[]
  }
}

/** A picture to be told: a photograph with what was corrected by hand, or a spectrum on its axis. */
export type LampQuestion =
  | { readonly photograph: Picture; readonly preparing: Preparing }
  | { readonly wavelengthNm: Float64Array; readonly values: Float64Array }

/** The classifier of light sources behind the model worker. */
export interface LampService {
  /**
   * @param model text of a model file; the one that ships with the program when absent
   * @throws Problem MODEL_DAMAGED
   */
  tell(question: LampQuestion, model?: string): Promise<ToldLamp>
  /** A rendered photograph of a lamp, prepared, for demonstrations and data sets. */
  render(label: LampLabel | 'unknown', seed: number, harder: boolean): Promise<Picture>
  /** The last event is `finished`; returning the iterator or aborting cancels after the present batch. */
  train(request: LampTrainingRequest, signal: AbortSignal): AsyncIterable<LampTrainingEvent>
}
