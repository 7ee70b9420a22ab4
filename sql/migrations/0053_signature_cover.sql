-- SPDX-License-Identifier: Apache-2.0
-- Each demand that comes has its part placed and its hot spot counted anew: the first from the ends
-- of two indexes, the second from one alone. The rows are some hundred bytes of words each.
DROP INDEX signature_part;
CREATE INDEX signature_part ON signature (jid, part, hotspot_id);
CREATE INDEX signature_pin ON signature (jid, part, pin) WHERE pin > 0;
DROP INDEX signature_hotspot;
CREATE INDEX signature_hotspot ON signature (jid, hotspot_id, said_at, demand_id, person_id, support);
