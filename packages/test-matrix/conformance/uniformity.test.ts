// The rules under "Uniformity": where a barrier may stand. A refusal is a KernelError at the launch and at
// the load, and names the line of the barrier and what makes the flow differ.
import { KernelError } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { MarkedLine } from '../harness/marked-line.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { accepted, refused } from '../programs/uniformity-kernels.ts';
import { argumentsOn, kernelOf } from '../programs/uniformity-scene.ts';

suite('uniformity', () => {
  describe('accepted: a barrier', () => {
    for (const row of accepted) {
      test(row[0], { needs: ['groups'] }, async ({ accelerator }) => {
        await accelerator.loadKernelAsync(kernelOf(row));
        accelerator.launch(kernelOf(row), { groups: 2 }, argumentsOn(accelerator));
        await accelerator.synchronizeAsync();
      });
    }
  });

  describe('refused: a barrier', () => {
    for (const row of refused) {
      test(row[0], async ({ accelerator, target }) => {
        const [line, why] = [new MarkedLine(), new MarkedLine()];
        const kernel = kernelOf(row, line, why);
        const launch = () => accelerator.launch(kernel, { groups: 2 }, argumentsOn(accelerator));
        const error = refusal(launch, KernelError, row[2]);
        expect(error.kernel).toBe(row[0]);
        expect(error.message).toMatch(/this (barrier|uniformLoad)/);
        expect(error.remedy).toMatch(/uniformLoad/);
        line.expectIn(error.locations.slice(0, 1), target);
        if (why.isMarked) why.expectIn(error.locations, target);
        await rejection(() => accelerator.loadKernelAsync(kernel), KernelError, row[2]);
      });
    }
  });
});
