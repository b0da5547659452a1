import { LAMP_COUNT } from '../../contract/lamps.ts'
import { type Engine, tensorFlow } from '../tf.ts'
import { highest, softmax } from './calibration.ts'
import { defaultLampModel } from './default-model.ts'
import { seen } from './features.ts'
import { type LampModel, readLampModel } from './lamp-model.ts'
import { LAMP_NETWORKS } from './networks.ts'
import { type LoadedNetwork, loadNetwork } from './predict.ts'
import { prepare } from './prepare/prepare.ts'
import type { LampQuestion, ToldLamp } from './service.ts'
import { pictureOfSpectrum } from './spectrum-picture.ts'

interface Loaded {
  readonly text: string | undefined
  readonly model: LampModel
  readonly networks: readonly { readonly network: LoadedNetwork; readonly share: number }[]
}

function load(engine: Engine, text: string | undefined): Loaded {
  const model = text === undefined ? defaultLampModel() : readLampModel(text)
  const networks = model.networks.map(({ name, share, weights }) => ({
    network: loadNetwork(engine, LAMP_NETWORKS[name], weights),
    share,
  }))
  return { text, model, networks }
}

/** Tells lamps, with the model that was asked for last kept ready. */
export class Classifier {
  #loaded: Loaded | undefined

  /** @throws Problem MODEL_DAMAGED for a text that is no model of lamps */
  async tell(question: LampQuestion, text: string | undefined): Promise<ToldLamp> {
    const engine = await tensorFlow()
    const before = this.#loaded
    if (!before || before.text !== text) {
      this.#loaded = load(engine, text)
      for (const { network } of before?.networks ?? []) network.dispose()
    }
    const { model, networks } = this.#loaded ?? load(engine, text)
    const { picture, turnDegrees, frame } =
      'photograph' in question
        ? prepare(question.photograph, question.preparing)
        : prepare(pictureOfSpectrum(question.wavelengthNm, question.values))
    const looked = seen(picture)
    const scores = new Float64Array(LAMP_COUNT)
    for (const { network, share } of networks)
      network.scoresOf([looked]).forEach((score, i) => (scores[i] = (scores[i] ?? 0) + share * score))
    const probabilities = softmax(scores, model.temperature)
    const nearest = highest(probabilities)
    return {
      label: (probabilities[nearest] ?? 0) < model.threshold ? 'unknown' : nearest,
      nearest,
      probabilities,
      threshold: model.threshold,
      falseAlarmRate: model.falseAlarmRate,
      rows: Float64Array.from(looked.rows),
      prepared: picture,
      turnDegrees,
      frame,
    }
  }
}
