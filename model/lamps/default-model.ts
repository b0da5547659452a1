import json from './default.json' with { type: 'json' }
import { type LampModel, lampModelOf } from './lamp-model.ts'

let model: LampModel | undefined

/** The classifier that ships with the program, made by `npm run train:lamps`. */
export function defaultLampModel(): LampModel {
  model ??= lampModelOf(json)
  return model
}
