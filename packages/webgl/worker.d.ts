/** A script, which exports nothing. */
export {};
