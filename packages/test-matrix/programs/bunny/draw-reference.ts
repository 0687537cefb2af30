// Draws the picture in the documentation: `npm run picture` of this package.
import { writeFileSync } from 'node:fs';
import { png, referencePixels, SIZE } from './picture.ts';

writeFileSync(new URL('../../../../docs/bunny.png', import.meta.url), png(referencePixels(SIZE), SIZE));
