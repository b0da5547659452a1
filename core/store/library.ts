import { PlateSchema } from '../../contract/plate.ts'
import type { Database } from './database.ts'
import type { LibraryStore } from './interface.ts'

/** Plates by name and settings by key. */
export function libraryStore(database: Database): LibraryStore {
  type Json = { json: string }
  const save = database.prepare(
    'INSERT INTO plate (name, json) VALUES (@name, @json) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
  )
  const plate = database.prepare<Json>('SELECT json FROM plate WHERE name = @name')
  const plates = database.prepare<Json>('SELECT json FROM plate ORDER BY name')
  const set = database.prepare(
    'INSERT INTO setting (key, json) VALUES (@key, @json) ON CONFLICT (key) DO UPDATE SET json = excluded.json',
  )
  const setting = database.prepare<Json>('SELECT json FROM setting WHERE key = @key')

  return {
    savePlate: (given) => {
      save.run({ name: given.name, json: JSON.stringify(given) })
    },
    getPlate: (name) => {
      const row = plate.get({ name })
      return row && PlateSchema.parse(JSON.parse(row.json))
    },
    listPlates: () => plates.all().map(({ json }) => PlateSchema.parse(JSON.parse(json))),
    getSetting: (key) => {
      const row = setting.get({ key })
      const value: unknown = row && JSON.parse(row.json)
      return value
    },
    setSetting: (key, value) => {
      set.run({ key, json: JSON.stringify(value ?? null) })
    },
  }
}
