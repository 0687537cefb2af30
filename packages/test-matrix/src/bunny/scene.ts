// What the kernel and the host's reference agree on: where the eye and the light are, and what things look
// like. The rays are whole numbers, as the corners of the triangles are. So everything that is decided is
// decided in integers: which triangles a ray meets, which of them is seen, whether the light reaches it. Only
// colours are floats, and may differ by what a device's arithmetic is off.
import type { Point } from '../bvh.ts';

/** Above the floor, which is the plane y = 0. */
export const EYE: Point = [0, 900, 1750];
/** Towards the light, which is far away. */
export const LIGHT: Point = [-5, 8, 5];
export const LIGHT_LENGTH = Math.sqrt(LIGHT[0] ** 2 + LIGHT[1] ** 2 + LIGHT[2] ** 2);
/** The picture's distance from the eye, and its width and height there. */
export const FOCUS = 1024;
export const WIDTH = 1024;
/** The upper edge of the picture over the eye: most of it lies below. */
export const TOP = 256;
/** Half the side of the square that is the floor. */
export const FLOOR_REACH = 2400;

/** What is seen of a pixel: the number of a triangle, or one of these. */
export const NOTHING = 0xffffffff;
export const FLOOR = 0xfffffffe;

/** Reflectance, and light as red, green and blue. */
export const FUR: Point = [0.78, 0.66, 0.56];
export const GROUND: Point = [0.62, 0.63, 0.65];
export const SUN: Point = [0.95, 0.88, 0.76];
export const SKY: Point = [0.3, 0.34, 0.42];
/** What comes up from the floor. */
export const BOUNCE: Point = [0.13, 0.11, 0.1];
export const BACKDROP: Point = [0.66, 0.68, 0.71];
/** From this distance from the middle on, the floor turns into the backdrop. */
export const FADE_FROM = 600;
export const FADE_TO = FLOOR_REACH;
