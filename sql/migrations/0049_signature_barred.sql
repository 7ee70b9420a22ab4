-- SPDX-License-Identifier: Apache-2.0
-- Whether a hot spot holds something that is hidden from its viewer is asked of every one that is
-- listed: without a look at all of its demands.
CREATE INDEX signature_barred ON signature (jid, hotspot_id, barred) WHERE barred <> 0;
