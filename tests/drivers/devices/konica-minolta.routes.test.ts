import { onAllRoutes } from './all-routes.ts'
import { subjects } from './subjects.ts'

onAllRoutes('Konica Minolta CS-2000', subjects.cs2000)
onAllRoutes('Konica Minolta CS-100A', subjects.cs100a)
onAllRoutes('Konica Minolta CL-200A', subjects.cl200a)
