-- SPDX-License-Identifier: Apache-2.0
-- The register: demands, matters, tasks, their events and clocks, and what serves them.
-- A comment after CREATE TABLE says how a cluster places the table. No sequences, no triggers.

CREATE TABLE event ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    subject_kind TEXT NOT NULL DEFAULT '',
    subject_id BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL DEFAULT 0,
    actor_id BIGINT NOT NULL DEFAULT 0,
    role TEXT NOT NULL DEFAULT '',
    unit_id BIGINT NOT NULL DEFAULT 0,
    action TEXT NOT NULL DEFAULT '',
    from_state TEXT NOT NULL DEFAULT '',
    to_state TEXT NOT NULL DEFAULT '',
    occurred_at BIGINT NOT NULL DEFAULT 0,
    recorded_at BIGINT NOT NULL DEFAULT 0,
    data TEXT NOT NULL DEFAULT '',
    prev_hash TEXT NOT NULL DEFAULT '',
    hash TEXT NOT NULL DEFAULT '',
    CONSTRAINT event_pk PRIMARY KEY (jid, subject_kind, subject_id, seq)
);

CREATE TABLE demand ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    id BIGINT NOT NULL DEFAULT 0,
    num TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    way TEXT NOT NULL DEFAULT '',
    direction TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    class TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL DEFAULT 0,
    lon BIGINT NOT NULL DEFAULT 0,
    lat BIGINT NOT NULL DEFAULT 0,
    crs TEXT NOT NULL DEFAULT '',
    unit_id BIGINT NOT NULL DEFAULT 0,
    lvl TEXT NOT NULL DEFAULT '',
    receiver_unit BIGINT NOT NULL DEFAULT 0,
    receiver_officer BIGINT NOT NULL DEFAULT 0,
    person_id BIGINT NOT NULL DEFAULT 0,
    privacy TEXT NOT NULL DEFAULT '',
    head_count BIGINT NOT NULL DEFAULT 0,
    on_behalf BIGINT NOT NULL DEFAULT 0,
    notify TEXT NOT NULL DEFAULT '',
    campaign TEXT NOT NULL DEFAULT '',
    mechanism TEXT NOT NULL DEFAULT '',
    mechanism_version BIGINT NOT NULL DEFAULT 0,
    said_at BIGINT NOT NULL DEFAULT 0,
    found_at BIGINT NOT NULL DEFAULT 0,
    recorded_at BIGINT NOT NULL DEFAULT 0,
    screened_at BIGINT NOT NULL DEFAULT 0,
    valid TEXT NOT NULL DEFAULT '',
    ground TEXT NOT NULL DEFAULT '',
    redirect_to TEXT NOT NULL DEFAULT '',
    complained_unit BIGINT NOT NULL DEFAULT 0,
    upstream TEXT NOT NULL DEFAULT '',
    upstream_no TEXT NOT NULL DEFAULT '',
    upstream_due_at BIGINT NOT NULL DEFAULT 0,
    code_hash TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    round BIGINT NOT NULL DEFAULT 0,
    appealed BIGINT NOT NULL DEFAULT 0,
    matters BIGINT NOT NULL DEFAULT 0,
    reached TEXT NOT NULL DEFAULT '',
    solved TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    urgent BIGINT NOT NULL DEFAULT 0,
    repeated BIGINT NOT NULL DEFAULT 0,
    drawn BIGINT NOT NULL DEFAULT 0,
    asked TEXT NOT NULL DEFAULT '',
    batch_id BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT demand_pk PRIMARY KEY (jid, id)
);

CREATE TABLE matter ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    id BIGINT NOT NULL DEFAULT 0,
    num TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    owner_unit BIGINT NOT NULL DEFAULT 0,
    lvl TEXT NOT NULL DEFAULT '',
    class TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    difficulty TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    mechanism TEXT NOT NULL DEFAULT '',
    mechanism_version BIGINT NOT NULL DEFAULT 0,
    lead_unit BIGINT NOT NULL DEFAULT 0,
    answer_unit BIGINT NOT NULL DEFAULT 0,
    desk_unit BIGINT NOT NULL DEFAULT 0,
    go_between BIGINT NOT NULL DEFAULT 0,
    listed BIGINT NOT NULL DEFAULT 0,
    staged BIGINT NOT NULL DEFAULT 0,
    urgent BIGINT NOT NULL DEFAULT 0,
    confidential BIGINT NOT NULL DEFAULT 0,
    repeated BIGINT NOT NULL DEFAULT 0,
    supervised BIGINT NOT NULL DEFAULT 0,
    sponsor_id BIGINT NOT NULL DEFAULT 0,
    sponsor_units TEXT NOT NULL DEFAULT '',
    dispatch_no TEXT NOT NULL DEFAULT '',
    meeting_no TEXT NOT NULL DEFAULT '',
    demands BIGINT NOT NULL DEFAULT 0,
    links_open BIGINT NOT NULL DEFAULT 0,
    round BIGINT NOT NULL DEFAULT 0,
    returns BIGINT NOT NULL DEFAULT 0,
    handbacks BIGINT NOT NULL DEFAULT 0,
    redispatches BIGINT NOT NULL DEFAULT 0,
    review_round BIGINT NOT NULL DEFAULT 0,
    review_units TEXT NOT NULL DEFAULT '',
    review_agreed TEXT NOT NULL DEFAULT '',
    report_final BIGINT NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '',
    cause TEXT NOT NULL DEFAULT '',
    cause_class TEXT NOT NULL DEFAULT '',
    solved TEXT NOT NULL DEFAULT '',
    thorough TEXT NOT NULL DEFAULT '',
    close_ground TEXT NOT NULL DEFAULT '',
    drawn BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL DEFAULT 0,
    dispatched_at BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    first_closed_at BIGINT NOT NULL DEFAULT 0,
    closed_at BIGINT NOT NULL DEFAULT 0,
    bank_review_at BIGINT NOT NULL DEFAULT 0,
    upstream TEXT NOT NULL DEFAULT '',
    upstream_no TEXT NOT NULL DEFAULT '',
    complained_unit BIGINT NOT NULL DEFAULT 0,
    asked TEXT NOT NULL DEFAULT '',
    due_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT matter_pk PRIMARY KEY (jid, id)
);

CREATE TABLE task ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    id BIGINT NOT NULL DEFAULT 0,
    matter_id BIGINT NOT NULL DEFAULT 0,
    num TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    unit_id BIGINT NOT NULL DEFAULT 0,
    officer_id BIGINT NOT NULL DEFAULT 0,
    desk_unit BIGINT NOT NULL DEFAULT 0,
    sent_at BIGINT NOT NULL DEFAULT 0,
    signed_at BIGINT NOT NULL DEFAULT 0,
    arrived_at BIGINT NOT NULL DEFAULT 0,
    reported_at BIGINT NOT NULL DEFAULT 0,
    agreed_at BIGINT NOT NULL DEFAULT 0,
    return_refused BIGINT NOT NULL DEFAULT 0,
    before_return TEXT NOT NULL DEFAULT '',
    final BIGINT NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '',
    extension_days BIGINT NOT NULL DEFAULT 0,
    extensions BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT task_pk PRIMARY KEY (jid, id)
);

CREATE TABLE link ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    demand_id BIGINT NOT NULL DEFAULT 0,
    matter_id BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    round BIGINT NOT NULL DEFAULT 0,
    answer_seq BIGINT NOT NULL DEFAULT 0,
    answer_final BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '',
    reached TEXT NOT NULL DEFAULT '',
    solved TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    attempts BIGINT NOT NULL DEFAULT 0,
    drawn BIGINT NOT NULL DEFAULT 0,
    joined_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT link_pk PRIMARY KEY (jid, demand_id, matter_id)
);

CREATE TABLE clock ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    id BIGINT NOT NULL DEFAULT 0,
    subject_kind TEXT NOT NULL DEFAULT '',
    subject_id BIGINT NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT '',
    serial BIGINT NOT NULL DEFAULT 0,
    started_at BIGINT NOT NULL DEFAULT 0,
    length BIGINT NOT NULL DEFAULT 0,
    span TEXT NOT NULL DEFAULT '',
    due_at BIGINT NOT NULL DEFAULT 0,
    stopped_at BIGINT NOT NULL DEFAULT 0,
    stop_action TEXT NOT NULL DEFAULT '',
    paused_at BIGINT NOT NULL DEFAULT 0,
    extra BIGINT NOT NULL DEFAULT 0,
    source TEXT NOT NULL DEFAULT '',
    provisional BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT clock_pk PRIMARY KEY (jid, id)
);


CREATE TABLE event_text ( -- shard(jid)
    jid BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    salt TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT event_text_pk PRIMARY KEY (jid, subject_kind, subject_id, seq, name)
);

-- The register: whose division code jid is, and what kind of register it is.
CREATE TABLE register ( -- replicate
    jid BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    mechanism TEXT NOT NULL,
    root_place BIGINT NOT NULL,
    root_unit BIGINT NOT NULL,
    clock_offset_ms BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    CONSTRAINT register_pk PRIMARY KEY (jid)
);

CREATE TABLE place ( -- replicate
    id BIGINT NOT NULL,
    parent_id BIGINT NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    outline TEXT NOT NULL DEFAULT '',
    crs TEXT NOT NULL DEFAULT '',
    valid_from BIGINT NOT NULL DEFAULT 0,
    valid_to BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT place_pk PRIMARY KEY (id)
);

CREATE TABLE unit ( -- replicate
    id BIGINT NOT NULL,
    parent_id BIGINT NOT NULL DEFAULT 0,
    place_id BIGINT NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    lvl TEXT NOT NULL DEFAULT '',
    desks BIGINT NOT NULL DEFAULT 0,
    office TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    valid_from BIGINT NOT NULL DEFAULT 0,
    valid_to BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT unit_pk PRIMARY KEY (id)
);
CREATE UNIQUE INDEX unit_code ON unit (code) WHERE code <> '';

CREATE TABLE officer ( -- replicate
    id BIGINT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    unit_id BIGINT NOT NULL DEFAULT 0,
    mail TEXT NOT NULL DEFAULT '',
    phone_enc TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '',
    must_change BIGINT NOT NULL DEFAULT 0,
    disabled_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT officer_pk PRIMARY KEY (id)
);
CREATE UNIQUE INDEX officer_login ON officer (login);

CREATE TABLE officer_role ( -- replicate
    officer_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    valid_from BIGINT NOT NULL DEFAULT 0,
    valid_to BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT officer_role_pk PRIMARY KEY (officer_id, unit_id, role)
);

CREATE TABLE mechanism ( -- replicate
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT mechanism_pk PRIMARY KEY (name, version)
);

-- One row per date that differs from the weekly rhythm; keyed by date (rules.md B4-4).
CREATE TABLE calendar_day ( -- replicate
    day BIGINT NOT NULL,
    name TEXT NOT NULL,
    rest BIGINT NOT NULL,
    CONSTRAINT calendar_day_pk PRIMARY KEY (day)
);
CREATE TABLE calendar_year ( -- replicate
    year BIGINT NOT NULL,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT calendar_year_pk PRIMARY KEY (year)
);

-- Writing processes lease a node number; identifiers never go below the mark.
CREATE TABLE node ( -- replicate
    id BIGINT NOT NULL,
    high_water BIGINT NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    leased_until BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT node_pk PRIMARY KEY (id)
);

CREATE TABLE serial ( -- shard(jid)
    jid BIGINT NOT NULL,
    day BIGINT NOT NULL,
    next BIGINT NOT NULL,
    CONSTRAINT serial_pk PRIMARY KEY (jid, day)
);

-- A citizen: encrypted per field; keyed hashes find the same person again.
CREATE TABLE person ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name_enc TEXT NOT NULL DEFAULT '',
    phone_enc TEXT NOT NULL DEFAULT '',
    address_enc TEXT NOT NULL DEFAULT '',
    idno_enc TEXT NOT NULL DEFAULT '',
    mail_enc TEXT NOT NULL DEFAULT '',
    name_hash TEXT NOT NULL DEFAULT '',
    phone_hash TEXT NOT NULL DEFAULT '',
    idno_hash TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    CONSTRAINT person_pk PRIMARY KEY (jid, id)
);
CREATE INDEX person_phone ON person (jid, phone_hash, id) WHERE phone_hash <> '';
CREATE INDEX person_idno ON person (jid, idno_hash, id) WHERE idno_hash <> '';
CREATE INDEX person_name ON person (jid, name_hash, id) WHERE name_hash <> '';

-- Who took part in a subject: four-eyes pairs and visibility by participation read this.
CREATE TABLE part ( -- shard(jid)
    jid BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    did TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    CONSTRAINT part_pk PRIMARY KEY (jid, subject_kind, subject_id, officer_id, did)
);
CREATE INDEX part_officer ON part (jid, officer_id, subject_kind, subject_id);

-- What a list reads: one row per unit that must act, takes part, or stands above such a unit.
-- Times and flags are copies, kept in the same transaction as their subject.
CREATE TABLE duty ( -- shard(jid)
    jid BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    open BIGINT NOT NULL,
    state TEXT NOT NULL,
    lvl TEXT NOT NULL,
    class TEXT NOT NULL,
    place_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    num TEXT NOT NULL,
    title TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    born_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    urgent BIGINT NOT NULL,
    rounds BIGINT NOT NULL,
    CONSTRAINT duty_pk PRIMARY KEY (jid, unit_id, subject_kind, subject_id)
);
CREATE INDEX duty_part_due ON duty (jid, unit_id, part, due_at, subject_id);
CREATE INDEX duty_part_changed ON duty (jid, unit_id, part, changed_at, subject_id);
CREATE INDEX duty_open_due ON duty (jid, unit_id, open, due_at, subject_id);
CREATE INDEX duty_open_changed ON duty (jid, unit_id, open, changed_at, subject_id);
CREATE INDEX duty_open_born ON duty (jid, unit_id, open, born_at, subject_id);
CREATE INDEX duty_open_num ON duty (jid, unit_id, open, num, subject_id);
CREATE INDEX duty_mine ON duty (jid, unit_id, officer_id, open, due_at, subject_id);
CREATE INDEX duty_state ON duty (jid, unit_id, subject_kind, state, due_at, subject_id);
CREATE INDEX duty_subject ON duty (jid, subject_kind, subject_id, unit_id);

-- Exact counts by named dimensions, kept in the same transaction.
CREATE TABLE rollup ( -- shard(jid)
    jid BIGINT NOT NULL,
    name TEXT NOT NULL,
    k1 TEXT NOT NULL,
    k2 TEXT NOT NULL,
    slot BIGINT NOT NULL DEFAULT 0,
    n BIGINT NOT NULL,
    CONSTRAINT rollup_pk PRIMARY KEY (jid, name, k1, k2, slot)
);

-- Changes of state, level, owner, class, place and limit, for ledgers "as of" a day.
CREATE TABLE span ( -- shard(jid)
    jid BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    dim TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    to_at BIGINT NOT NULL DEFAULT 0,
    value TEXT NOT NULL,
    CONSTRAINT span_pk PRIMARY KEY (jid, subject_kind, subject_id, dim, seq)
);
CREATE INDEX span_dim ON span (jid, dim, value, from_at);

CREATE TABLE stage ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    kind TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL DEFAULT 0,
    checked_at BIGINT NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    CONSTRAINT stage_pk PRIMARY KEY (jid, id)
);
CREATE INDEX stage_matter ON stage (jid, matter_id, serial);

CREATE TABLE attachment ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    subject_kind TEXT NOT NULL DEFAULT '',
    subject_id BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    derived_sha256 TEXT NOT NULL DEFAULT '',
    token_hash TEXT NOT NULL DEFAULT '',
    officer_id BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    CONSTRAINT attachment_pk PRIMARY KEY (jid, id)
);
CREATE INDEX attachment_subject ON attachment (jid, subject_kind, subject_id, id);
CREATE INDEX attachment_sha ON attachment (sha256);
CREATE INDEX attachment_derived ON attachment (derived_sha256);

CREATE TABLE outbox ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    channel TEXT NOT NULL,
    officer_id BIGINT NOT NULL DEFAULT 0,
    person_id BIGINT NOT NULL DEFAULT 0,
    subject_kind TEXT NOT NULL DEFAULT '',
    subject_id BIGINT NOT NULL DEFAULT 0,
    template TEXT NOT NULL,
    body_enc TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    CONSTRAINT outbox_pk PRIMARY KEY (jid, id)
);
CREATE INDEX outbox_due ON outbox (jid, state, next_at);

CREATE TABLE login ( -- shard(token_hash)
    token_hash TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    CONSTRAINT login_pk PRIMARY KEY (token_hash)
);
CREATE INDEX login_officer ON login (officer_id);

CREATE TABLE throttle ( -- shard(key_hash)
    key_hash TEXT NOT NULL,
    window_at BIGINT NOT NULL,
    n BIGINT NOT NULL,
    CONSTRAINT throttle_pk PRIMARY KEY (key_hash)
);

CREATE TABLE idem ( -- shard(key_hash)
    key_hash TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    answer_enc TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT idem_pk PRIMARY KEY (key_hash)
);
CREATE INDEX idem_age ON idem (created_at);

CREATE TABLE batch ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    map TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL DEFAULT 0,
    rows_seen BIGINT NOT NULL DEFAULT 0,
    rows_new BIGINT NOT NULL DEFAULT 0,
    rows_known BIGINT NOT NULL DEFAULT 0,
    rows_rejected BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT batch_pk PRIMARY KEY (jid, id)
);

-- A row once taken over is known again by its content, or by its own number.
CREATE TABLE batch_row ( -- shard(jid)
    jid BIGINT NOT NULL,
    row_hash TEXT NOT NULL,
    batch_id BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    CONSTRAINT batch_row_pk PRIMARY KEY (jid, row_hash)
);
CREATE INDEX batch_row_batch ON batch_row (jid, batch_id);

CREATE UNIQUE INDEX demand_num ON demand (jid, num);
CREATE INDEX demand_person ON demand (jid, person_id) WHERE person_id <> 0;
CREATE INDEX demand_upstream ON demand (jid, upstream, upstream_no) WHERE upstream_no <> '';
CREATE INDEX demand_recorded ON demand (jid, recorded_at, id);
CREATE INDEX demand_said ON demand (jid, said_at, id);
CREATE UNIQUE INDEX matter_num ON matter (jid, num);
CREATE INDEX matter_opened ON matter (jid, opened_at, id);
CREATE INDEX matter_state ON matter (jid, state, id);
CREATE UNIQUE INDEX task_num ON task (jid, num);
CREATE INDEX task_matter ON task (jid, matter_id, id);
CREATE INDEX link_matter ON link (jid, matter_id, demand_id);
CREATE INDEX clock_subject ON clock (jid, subject_kind, subject_id, id);
CREATE INDEX clock_running ON clock (jid, kind, due_at, id) WHERE stopped_at = 0;
