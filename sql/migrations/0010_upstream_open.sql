-- SPDX-License-Identifier: Apache-2.0
-- What is open of an upstream, by its limit.
CREATE INDEX demand_upstream_open ON demand (jid, upstream, due_at, id)
    WHERE upstream_no <> '' AND ended_at = 0 AND state <> 'answered';
