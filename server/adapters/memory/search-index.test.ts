import { exerciseSearchIndex } from '#ports/search-index.exercise'
import { memorySearchIndex } from './search-index.ts'

exerciseSearchIndex(memorySearchIndex)
