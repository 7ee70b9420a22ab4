-- SPDX-License-Identifier: Apache-2.0
-- What keeps coming back (ZL-43) asks which matters were closed lately.
CREATE INDEX matter_closed ON matter (jid, closed_at) WHERE closed_at > 0;
