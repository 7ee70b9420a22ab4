/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/steps.h"

#include <assert.h>

#include "loop/again.h"
#include "loop/aids.h"
#include "loop/amend.h"
#include "loop/bank.h"
#include "loop/bundle.h"
#include "loop/callback.h"
#include "loop/campaign_said.h"
#include "loop/close.h"
#include "loop/confirm.h"
#include "loop/counter.h"
#include "loop/dispatch.h"
#include "loop/exchange.h"
#include "loop/follow.h"
#include "loop/handle.h"
#include "loop/instruct.h"
#include "loop/intake.h"
#include "loop/level.h"
#include "loop/mediate.h"
#include "loop/named.h"
#include "loop/petition.h"
#include "loop/review.h"
#include "loop/same.h"
#include "loop/scheme_choice.h"
#include "loop/screen.h"
#include "loop/sponsor.h"
#include "loop/stages.h"
#include "loop/supervise.h"
#include "loop/urgent.h"
#include "loop/whistle.h"

enum { STEPS_MAX = 160 };

void steps_register(void)
{
    static struct step all[STEPS_MAX];
    static size_t n;
    const struct {
        const struct step *rows;
        size_t n;
    } parts[] = {
        {intake_steps, intake_steps_n},     {amend_steps, amend_steps_n},
        {counter_steps, counter_steps_n},   {screen_steps, screen_steps_n},
        {level_steps, level_steps_n},       {dispatch_steps, dispatch_steps_n},
        {bank_steps, bank_steps_n},         {handle_steps, handle_steps_n},
        {review_steps, review_steps_n},     {callback_steps, callback_steps_n},
        {confirm_steps, confirm_steps_n},   {stage_steps, stage_steps_n},
        {close_steps, close_steps_n},       {again_steps, again_steps_n},
        {named_steps, named_steps_n},       {exchange_steps, exchange_steps_n},
        {petition_steps, petition_steps_n}, {follow_steps, follow_steps_n},
        {instruct_steps, instruct_steps_n}, {sponsor_steps, sponsor_steps_n},
        {bundle_steps, bundle_steps_n},     {supervise_steps, supervise_steps_n},
        {urgent_steps, urgent_steps_n},     {campaign_steps, campaign_steps_n},
        {whistle_steps, whistle_steps_n},   {aid_steps, aid_steps_n},
        {mediate_steps, mediate_steps_n},   {same_steps, same_steps_n},
        {scheme_steps, scheme_steps_n},
    };
    n = 0;
    for (size_t i = 0; i < COUNT(parts); i++)
        for (size_t k = 0; k < parts[i].n; k++) {
            assert(n < STEPS_MAX);
            all[n++] = parts[i].rows[k];
        }
    flow_register(all, n);
}
