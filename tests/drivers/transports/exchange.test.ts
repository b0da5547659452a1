import { describe } from 'vitest'
import { memoryUsb } from '../../../drivers/transports/memory.ts'
import { usbBus } from '../../../drivers/transports/usb.ts'
import { exchangeConformance } from './exchange.conformance.ts'
import { packageUsb } from './usb-package.ts'

describe('an exchange in process, one transfer after the other', () => {
  exchangeConformance((device) => memoryUsb(device))
})

describe('an exchange by the habits of the usb package, all transfers together', () => {
  exchangeConformance((device) => {
    const module = packageUsb(device)
    return usbBus(async () => module).connector(device, '')
  })
})
