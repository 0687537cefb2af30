// The fences of a page's WebGL2 contexts, and a way for a test to keep them from being passed.

/** The members that this file uses; the tests are compiled without the types of browsers. */
interface Gl {
  readonly TIMEOUT_EXPIRED: number;
  fenceSync(...args: unknown[]): object | null;
  clientWaitSync(sync: object, flags: number, timeout: number): number;
}
interface Page {
  readonly WebGL2RenderingContext: { readonly prototype: Gl };
}

export interface Fences {
  /** Fences that are made from now on are not passed. */
  hold(): void;
  /** Resolves when the device has passed all that are held. */
  completed(): Promise<void>;
  /** Lets go of those that are held so far. */
  release(): void;
  /** Lets go of all, and of those that are made from now on. */
  end(): void;
}

export function tappedFences(): Fences {
  const { prototype } = (globalThis as unknown as Page).WebGL2RenderingContext;
  const { fenceSync, clientWaitSync } = prototype;
  const held = new Map<object, Gl>();
  let holding = false;
  Object.assign(prototype, {
    fenceSync(this: Gl, ...args: unknown[]) {
      const sync = fenceSync.apply(this, args);
      if (sync && holding) held.set(sync, this);
      return sync;
    },
    clientWaitSync(this: Gl, ...args: Parameters<Gl['clientWaitSync']>) {
      return held.has(args[0]) ? this.TIMEOUT_EXPIRED : clientWaitSync.apply(this, args);
    },
  });
  return {
    hold() {
      holding = true;
    },
    async completed() {
      for (const [sync, gl] of held)
        while (clientWaitSync.call(gl, sync, 0, 0) === gl.TIMEOUT_EXPIRED)
          await new Promise(resolve => setTimeout(resolve));
    },
    release: () => held.clear(),
    end() {
      holding = false;
      held.clear();
    },
  };
}
