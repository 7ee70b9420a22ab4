// SPDX-License-Identifier: Apache-2.0

/** "76.3 %" from tenths of a percent; empty where nothing was planned. */
export function percentText(permille: number): string {
  return permille < 0 ? '' : `${(permille / 10).toFixed(1)} %`;
}
