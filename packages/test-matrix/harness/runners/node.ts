import type { TestProjectInlineConfiguration } from 'vitest/config';
import { findChromium, vulkanEnvironment } from '../../../../scripts/chromium.mjs';
import type { Target } from '../targets.ts';
import { provided, source, suitesOf } from './project.ts';

const browser = findChromium();

export const node = (target: Target): TestProjectInlineConfiguration => ({
  ...source,
  test: {
    name: target.name,
    include: suitesOf(target),
    pool: 'forks',
    env: { ...(target.softwareVulkan && vulkanEnvironment(browser)), ...target.env },
    execArgv: [...target.flags],
    testTimeout: 60_000,
    provide: provided(target),
  },
});

/** A target whose runtime is not here: each test is skipped with the reason. */
export const absent = (target: Target, reason: string): TestProjectInlineConfiguration => {
  const { test, ...others } = node({ ...target, flags: [] });
  return { ...others, test: { ...test, provide: { ...test?.provide, absent: reason } } };
};
