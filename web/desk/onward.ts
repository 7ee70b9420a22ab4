// SPDX-License-Identifier: Apache-2.0
// Where a page leads once the server has answered. A person who has gone on by a link of their own
// in the meantime is not called back.
import { onBeforeRouteLeave, type RouteLocationRaw, useRouter } from 'vue-router';

/** For a page of the router: takes the person on, unless they have left it or are leaving it. */
export function useOnward(): (to: RouteLocationRaw) => Promise<void> {
  const router = useRouter();
  let left = false;
  onBeforeRouteLeave(() => {
    left = true;
  });
  return async (to) => {
    if (!left) await router.push(to);
  };
}
