// The scene of the kernel and of the host's reference: the positions of the eye and the light, and the colours. The
// rays are integers, as the corners of the triangles are. So every decision is made in integers: which triangles a
// ray meets, which of them is seen, whether the light reaches it. Only colours are floats, and may differ by the
// error of a device's arithmetic.
import type { Point } from '../bvh.ts';

/** Above the floor, which is the plane y = 0. */
export const EYE: Point = [0, 900, 1750];
/** Towards the light, which is far away. */
export const LIGHT: Point = [-3, 4, 2];
export const LIGHT_LENGTH = Math.sqrt(LIGHT[0] ** 2 + LIGHT[1] ** 2 + LIGHT[2] ** 2);
/** The picture's distance from the eye, and its width and height there. */
export const FOCUS = 1024;
export const WIDTH = 1024;
/** The upper edge of the picture over the eye: most of it lies below. */
export const TOP = 256;
/** Half the side of the square that is the floor. */
export const FLOOR_REACH = 2400;

/**
 * The cosine up to which the sun does not light a surface: there flat triangles shadow themselves where the
 * smooth surface would not.
 */
export const GRAZING = 0.2;

/** The values of `seen` besides the number of a triangle. */
export const NOTHING = 0xffffffff;
export const FLOOR = 0xfffffffe;

/** Reflectance, and light as red, green and blue. */
export const FUR: Point = [0.8, 0.58, 0.44];
export const GROUND: Point = [0.58, 0.6, 0.62];
export const SUN: Point = [1.2, 1.06, 0.86];
export const SKY: Point = [0.24, 0.28, 0.36];
/** The light that the floor reflects upwards. */
export const BOUNCE: Point = [0.14, 0.11, 0.09];
export const BACKDROP: Point = [0.56, 0.6, 0.64];
/** From this distance from the middle on, the floor turns into the backdrop, which it is at its reach. */
export const FADE_FROM = 600;
