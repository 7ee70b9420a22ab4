/* SPDX-License-Identifier: Apache-2.0 */
#include "core/track_rows.h"

ENUM_NAMES(aid_kind, AID_LIST);
ENUM_NAMES(appraisal_about, APPRAISAL_LIST);

static const struct field aid_fields[] = {
    FIELD(struct aid, jid),
    FIELD(struct aid, id, .as = AS_ID),
    FIELD(struct aid, task_id, .as = AS_ID),
    FIELD(struct aid, serial),
    FIELD(struct aid, kind, .names = &aid_kind_names),
    FIELD(struct aid, officer_id, .as = AS_ID),
    FIELD(struct aid, seq),
    FIELD(struct aid, named_at, .as = AS_TIME),
    FIELD(struct aid, done_at, .as = AS_TIME),
    FIELD(struct aid, done_seq),
};
const struct shape aid_shape = SHAPE("aid", struct aid, aid_fields);

static const struct field appraisal_fields[] = {
    FIELD(struct appraisal, jid),
    FIELD(struct appraisal, id, .as = AS_ID),
    FIELD(struct appraisal, task_id, .as = AS_ID),
    FIELD(struct appraisal, about, .names = &appraisal_about_names),
    FIELD(struct appraisal, unit_id, .as = AS_ID),
    FIELD(struct appraisal, by_unit, .as = AS_ID),
    FIELD(struct appraisal, officer_id, .as = AS_ID),
    FIELD(struct appraisal, came, .names = &yesno_names),
    FIELD(struct appraisal, did, .names = &yesno_names),
    FIELD(struct appraisal, grade, .names = &grade_names),
    FIELD(struct appraisal, seq),
    FIELD(struct appraisal, given_at, .as = AS_TIME),
};
const struct shape appraisal_shape = SHAPE("appraisal", struct appraisal, appraisal_fields);

static const struct field quantity_fields[] = {
    FIELD(struct quantity, jid),
    FIELD(struct quantity, id, .as = AS_ID),
    FIELD(struct quantity, matter_id, .as = AS_ID),
    FIELD(struct quantity, stage),
    FIELD(struct quantity, serial),
    FIELD(struct quantity, site),
    FIELD(struct quantity, what),
    FIELD(struct quantity, measure),
    FIELD(struct quantity, planned),
    FIELD(struct quantity, done),
    FIELD(struct quantity, done_at, .as = AS_TIME),
};
const struct shape quantity_shape = SHAPE("quantity", struct quantity, quantity_fields);

static const struct field agreement_fields[] = {
    FIELD(struct agreement, jid),
    FIELD(struct agreement, id, .as = AS_ID),
    FIELD(struct agreement, matter_id, .as = AS_ID),
    FIELD(struct agreement, serial),
    FIELD(struct agreement, unit_id, .as = AS_ID),
    FIELD(struct agreement, parties),
    FIELD(struct agreement, signed_at, .as = AS_TIME),
    FIELD(struct agreement, promise),
    FIELD(struct agreement, seq),
    FIELD(struct agreement, kept, .names = &yesno_names),
    FIELD(struct agreement, kept_at, .as = AS_TIME),
    FIELD(struct agreement, kept_seq),
};
const struct shape agreement_shape = SHAPE("agreement", struct agreement, agreement_fields);
