import { reactive, ref, shallowRef } from '@vue/reactivity';
import { makeAutoObservable, observable, toJS } from 'mobx';
import { createPinia, defineStore } from 'pinia';
// The build for browsers: under Node, the name of the package stands for one without reactivity.
// @ts-expect-error the types belong to the name of the package
import * as solidBuild from 'solid-js/store/dist/store.js';
// The functions that Svelte's compiler writes for runes.
// @ts-expect-error they have no types
import * as svelte from 'svelte/internal/client';
import { get, writable } from 'svelte/store';
import { proxy, ref as valtioRef } from 'valtio/vanilla';

const solid = solidBuild as typeof import('solid-js/store');
const { $get, $proxy, $set, $state } = {
  $get: svelte.get as (source: unknown) => unknown,
  $proxy: svelte.proxy as <T>(value: T) => T,
  $set: svelte.set as (source: unknown, value: unknown, isProxied: boolean) => void,
  $state: svelte.state as (value: unknown) => unknown,
};

interface Held {
  value: object | undefined;
}
interface Alpine {
  reactive<T extends object>(value: T): T;
  store(name: string): Held;
  store(name: string, value: Held): void;
}

/** Alpine uses a page as soon as it is loaded. Elsewhere these stand-ins are there while it is loaded. */
async function loadAlpine(): Promise<Alpine> {
  class Nothing {}
  const page = {
    Element: Nothing,
    MutationObserver: Nothing,
    document: { createElement: () => new Nothing() },
    window: globalThis,
  };
  const absent = Object.entries(page).filter(([name]) => !(name in globalThis));
  Object.assign(globalThis, Object.fromEntries(absent));
  try {
    // @ts-expect-error it has no types
    return (await import('alpinejs')).default;
  } finally {
    // its stores ask whether a value is an element
    for (const [name] of absent) if (name !== 'Element') Reflect.deleteProperty(globalThis, name);
  }
}
const alpine = await loadAlpine();

class Observed implements Held {
  value: object | undefined;
  constructor(value: object) {
    this.value = value;
    makeAutoObservable(this);
  }
}

const pinia = createPinia();
const useOptions = defineStore('options', { state: (): Held => ({ value: undefined }) });
const useSetup = defineStore('setup', () => ({ value: ref<object>() }));

/** Returns what a store gives back for an object that was put into it. */
export type Keep = <T extends object>(value: T) => T;

export interface Store {
  readonly name: string;
  /** True if the store wraps plain objects; the others keep whatever they are given. */
  readonly wraps: boolean;
  readonly keep: Keep;
}
const store = (name: string, keep: (value: object) => object | undefined, wraps = true): Store => ({
  name,
  wraps,
  keep: keep as Keep,
});

/** The usual ways to keep an object in a store of each of these libraries. */
export const stores: readonly Store[] = [
  store('Vue ref', value => ref({ value }).value.value),
  store('Vue ref of the object itself', value => ref(value).value),
  store('Vue reactive', value => reactive({ value }).value),
  store('Vue reactive array', value => reactive([value])[0]),
  store('Vue shallowRef', value => shallowRef(value).value, false),
  store('Pinia option store', value => {
    const state = useOptions(pinia);
    state.value = value;
    return state.value;
  }),
  store('Pinia $patch', value => {
    const state = useOptions(pinia);
    state.$patch(held => {
      held.value = value;
    });
    return state.$state.value;
  }),
  store('Pinia setup store', value => {
    const state = useSetup(pinia);
    state.value = value;
    return state.value;
  }),
  store('Alpine reactive', value => alpine.reactive({ value }).value),
  store('Alpine store', value => {
    alpine.store('held', { value });
    return alpine.store('held').value;
  }),
  store('Alpine store of the object itself', value => {
    alpine.store('itself', value as Held);
    return alpine.store('itself');
  }),
  store('Valtio ref', value => proxy({ value: valtioRef(value) }).value, false),
  store('MobX observable', value => observable({ value }).value),
  store('MobX observable array', value => observable([value])[0]),
  store('MobX observable map', value => observable.map({ value }).get('value')),
  store('MobX box', value => observable.box(value).get()),
  store('MobX class', value => new Observed(value).value),
  store('MobX toJS', value => toJS(observable({ value })).value),
  store('Svelte $state in an object', value => $proxy({ value }).value),
  store('Svelte $state of the object itself', value => {
    const state = $state(undefined);
    $set(state, value, true);
    return $get(state) as object;
  }),
  store('Svelte $state.raw', value => $get($state(value)) as object, false),
  store('Svelte writable', value => get(writable(value)), false),
  store('Solid createStore', value => solid.createStore({ value })[0].value),
  store('Solid setStore', value => {
    const [state, setState] = solid.createStore<Held>({ value: undefined });
    setState({ value });
    return state.value;
  }),
  store('Solid reconcile', value => {
    const [state, setState] = solid.createStore<Held>({ value: undefined });
    setState(solid.reconcile<Held, Held>({ value }));
    return state.value;
  }),
  store('Solid produce', value => {
    const [state, setState] = solid.createStore<Held>({ value: undefined });
    setState(
      solid.produce(draft => {
        draft.value = value;
      }),
    );
    return state.value;
  }),
  store('Solid createMutable', value => solid.createMutable({ value }).value),
];
