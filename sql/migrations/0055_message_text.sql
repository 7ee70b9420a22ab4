-- SPDX-License-Identifier: Apache-2.0
-- What messages to officers and citizens say in the office's own words, by version. Empty subject and
-- text: as shipped again.
CREATE TABLE message_text ( -- shard(jid)
    jid BIGINT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    CONSTRAINT message_text_pk PRIMARY KEY (jid, name, version)
);
