-- SPDX-License-Identifier: Apache-2.0
-- Which state a subject was in: entered in a time, and left after a moment (0 = not left). The
-- other intervals are asked for by their subject alone.
CREATE INDEX span_state_from ON span (jid, value, from_at, subject_id) WHERE dim = 'state';
CREATE INDEX span_state_to ON span (jid, value, to_at, from_at) WHERE dim = 'state';
