import { zipSync } from 'fflate'
import { writeCgats } from '../../formats/cgats-write.ts'
import { writeCxf } from '../../formats/cxf-write.ts'
import { writeSpc } from '../../formats/spc-write.ts'
import type { SpectraDocument } from '../../formats/spectra-document.ts'

const small: SpectraDocument = {
  table: {
    ids: ['a', 'b'],
    wavelengthNm: Float64Array.of(400, 420, 440),
    values: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
  },
  quantity: 'reflectance',
  title: 'two',
  instrumentation: 'none',
  created: '2026-11-21T09:00:00Z',
}

const doubles = (values: readonly number[]): string =>
  values.map((value) => `<double>${value}</double>`).join('\n')

/** A ProcSpec as SpectraSuite lays it out: the second step of processing has the values, the first refers to raw ones. */
const procSpecXml = `<com.oceanoptics.spectrasuite.processors.ProcessedSpectrum>
<sourceSpectra><com.oceanoptics.omnidriver.spectra.OmniSpectrum>
<pixelValues>${doubles([1000, 2000, 3000])}</pixelValues>
<acquisitionTime><milliTime>1458134311936</milliTime></acquisitionTime>
<channelWavelengths>${doubles([400.5, 500, 600])}</channelWavelengths>
<spectrometerSerialNumber>USB4C00008</spectrometerSerialNumber>
</com.oceanoptics.omnidriver.spectra.OmniSpectrum></sourceSpectra>
<certificates>
<step><processedPixels reference="../pixelValues"/><yUnits class="x.CountsIntensityDescriptor"/></step>
<step><processedPixels>${doubles([10, 50, 90])}</processedPixels><yUnits class="x.ReflectionIntensityDescriptor"/></step>
</certificates></com.oceanoptics.spectrasuite.processors.ProcessedSpectrum>`

/** A zip around that text. */
export const procSpec = (xml: string): Uint8Array => zipSync({ 'ps_0.xml': new TextEncoder().encode(xml) })

/** One small file of every format that is read. */
export const SAMPLES: Readonly<Record<string, string | Uint8Array>> = {
  procspec: procSpec(procSpecXml),
  spc: writeSpc(small),
  jcamp: `##TITLE= polystyrene $$ a comment
##JCAMP-DX= 4.24
##DATA TYPE= UV/VIS SPECTRUM
##XUNITS= NANOMETERS
##YUNITS= REFLECTANCE
##XFACTOR= 1
##YFACTOR= 0.001
##FIRSTX= 400
##LASTX= 406
##NPOINTS= 7
##XYDATA= (X++(Y..Y))
400A000J000J
403B001JJ%%
##END=
`,
  cgats: writeCgats(small),
  cxf3: writeCxf(small),
  spdx: `<?xml version="1.0"?>
<IESTM2714 xmlns="iestm2714" version="1.0">
<Header><CatalogNumber>L1</CatalogNumber><Description>lamp</Description></Header>
<SpectralDistribution><SpectralQuantity>flux</SpectralQuantity>
<SpectralData wavelength="400.0">0.034</SpectralData>
<SpectralData wavelength="403.1">0.037</SpectralData>
</SpectralDistribution></IESTM2714>
`,
  'ocean-text': `Data from leaf Node

Date: Tue Mar 18 08:44:17 EST 2014
Spectrometer: USB2+H09794
Number of Pixels in Spectrum: 3
>>>>>Begin Spectral Data<<<<<
400,5\t18,995E0
401,5\t20,5
402,5\t-3
`,
  enlighten: `ENLIGHTEN Version,4.1.44
Measurement ID,20260406-1
Serial Number,WP-01990
Model,WP-VIS
Label,leaf
Technique,Reflectance
Timestamp,2026-04-06 12:11:30.256206

Pixel,Wavelength,Processed,Raw
0,400.10,10.5,1000
1,400.90,11.5,1100
2,401.70,12.5,1200
`,
  columns: `leaf 5\nReflectance\n${Array.from({ length: 12 }, (_, i) => `${400 + i}\t${20 + i}`).join('\n')}\n`,
  csv: 'id,400,500,600\nA,0.1,0.2,0.3\nB,0.4,0.5,0.6\n',
}
