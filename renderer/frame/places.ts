import type { App, Finding } from '../state/app.svelte.ts'
import { devicesState } from '../views/devices/state.svelte.ts'

/** Instruments and spot readings as entries of the palette: each leads to its place. */
export function placesOf(app: App): Finding[] {
  const devices = app.bench.devices.map((device): Finding => ({
    id: `device-${device.uri}`,
    title: `${device.model} ${device.serial}`,
    kind: 'device',
    run: () => {
      devicesState(app).selectedUri = device.uri
      app.go('devices')
    },
  }))
  const spots = app.spots.list.map((spot): Finding => ({
    id: `spot-${String(spot.id)}`,
    title: spot.name,
    kind: 'spot',
    run: () => {
      app.spots.selectedId = spot.id
      app.go('live')
    },
  }))
  return [...devices, ...spots]
}
