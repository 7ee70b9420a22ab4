-- SPDX-License-Identifier: Apache-2.0
-- Signatures by when it was said: which hot spots the demands of a month stand in.

CREATE INDEX signature_said ON signature (jid, said_at, demand_id);
