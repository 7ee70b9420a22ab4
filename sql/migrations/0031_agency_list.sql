-- SPDX-License-Identifier: Apache-2.0
-- How often the agency list was changed: who changes it says which list they saw.
CREATE TABLE agency_list ( -- shard(jid)
    jid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT agency_list_pk PRIMARY KEY (jid)
);
