// SPDX-License-Identifier: Apache-2.0
// Made by `npm run types` from /api/v1/openapi.json. Not to be edited.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        account: {
            /**
             * 依据的榜单编号
             * @description Board
             */
            board?: string | null;
            /**
             * 决定日期
             * Format: date-time
             * @description Decided on
             */
            decided_at: string;
            /**
             * 事实和依据
             * @description Ground
             */
            ground: string;
            /**
             * 情形
             * @description Label
             * @enum {string|null}
             */
            label?: "" | "unwilling" | "idle" | "wrong" | "slow" | null;
            /**
             * 处理结果
             * @description Outcome
             */
            outcome: string;
            /**
             * 被问责人（追究单位责任可不填）
             * @description Person (empty: the unit)
             */
            person?: string | null;
            /**
             * 职务
             * @description Post
             */
            post?: string | null;
            /**
             * 单位
             * @description Unit
             */
            unit: string;
        };
        agency_body: {
            /**
             * 地址
             * @description Address
             */
            address?: string | null;
            /**
             * 去向（不选为各种去向）
             * @description Exits (none: every one)
             */
            exits?: string[] | null;
            /**
             * 受理时间
             * @description Hours
             */
            hours?: string | null;
            /**
             * 名称
             * @description Name
             */
            name: string;
            /**
             * 电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 受理事项
             * @description For what
             */
            purpose?: string | null;
        };
        agency_retire: {
            /**
             * 停用原因
             * @description Why it is retired
             */
            reason: string;
        };
        agreement_kept: {
            /**
             * 各方是否履约
             * @description Is it kept
             * @enum {string}
             */
            kept: "" | "yes" | "no" | "partly";
            /**
             * 调处协议
             * Format: int64
             * @description Agreement
             */
            serial: number;
            /**
             * 履约情况
             * @description Finding
             */
            words: string;
        };
        allow_barred: {
            /**
             * 回访岗联络人
             * @description Go-between
             */
            go_between: string;
            /**
             * 批准理由
             * @description Reason
             */
            reason: string;
        };
        answer: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 办理结果
             * @description Result
             * @enum {string|null}
             */
            result?: "" | "solved" | "partly" | "planned" | "staged" | "explained" | "mediated" | null;
            /**
             * 答复内容
             * @description Answer to the citizens
             */
            words: string;
        };
        answer_at_once: {
            /**
             * 附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 诉求领域
             * @description Field
             */
            class?: string | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 会议编号
             * @description Meeting
             */
            meeting_no?: string | null;
            /**
             * 办理结果
             * @description Result
             * @enum {string}
             */
            result: "" | "solved" | "partly" | "planned" | "staged" | "explained" | "mediated";
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
            /**
             * 答复内容
             * @description Answer
             */
            words: string;
        };
        answer_check: {
            /**
             * 编号
             * @description Number of the demand, matter or task
             */
            num: string;
            /**
             * 办理结果
             * @description Result
             * @enum {string|null}
             */
            result?: "" | "solved" | "partly" | "planned" | "staged" | "explained" | "mediated" | null;
            /**
             * 答复或书面反馈
             * @description Answer or report
             */
            words: string;
        };
        appraise_unit: {
            /**
             * 是否按时到场
             * @description Came in time
             * @enum {string}
             */
            came: "" | "yes" | "no" | "partly";
            /**
             * 是否尽到职责
             * @description Did its part
             * @enum {string}
             */
            did: "" | "yes" | "no" | "partly";
            /**
             * 评价
             * @description Grade
             * @enum {string}
             */
            grade: "" | "very_satisfied" | "satisfied" | "fairly" | "unsatisfied" | "very_unsatisfied";
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        appraise_whistle: {
            /**
             * 这次吹哨是否应当叫本单位
             * @description Was the unit called for
             * @enum {string}
             */
            did: "" | "yes" | "no" | "partly";
            /**
             * 评价
             * @description Grade
             * @enum {string}
             */
            grade: "" | "very_satisfied" | "satisfied" | "fairly" | "unsatisfied" | "very_unsatisfied";
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        arrive: {
            /**
             * 到场时间（不填即现在）
             * Format: date-time
             * @description On site since (empty: now)
             */
            at?: string | null;
            /**
             * 现场照片
             * @description Photos
             */
            attachments?: string[] | null;
            /**
             * 坐标系
             * @description Reference system
             */
            crs?: string | null;
            /**
             * 纬度
             * @description Latitude
             */
            lat?: number | null;
            /**
             * 经度
             * @description Longitude
             */
            lon?: number | null;
            /**
             * 到场人（默认本人）
             * @description Who came (default: me)
             */
            officer?: string | null;
            /**
             * 到场情况
             * @description What was found
             */
            words?: string | null;
        };
        ask_exit: {
            /**
             * 依法退出情形
             * @description Lawful exit
             * @enum {string}
             */
            ground: "unreachable" | "explained";
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        ask_extension: {
            /**
             * 延期理由
             * @description Reason
             */
            reason: string;
            /**
             * 延期工作日
             * Format: int64
             * @description Working days
             */
            workdays: number;
        };
        ask_listing: {
            /**
             * 挂项理由
             * @description Reason
             */
            reason: string;
        };
        ask_return: {
            /**
             * 退单依据
             * @description Ground
             */
            ground: string;
            /**
             * 退单理由
             * @description Reason
             */
            reason: string;
        };
        ask_stages: {
            /**
             * 计划工程量（每行：第几阶段 地点 内容 数量 计量单位）
             * @description Planned (each: number of the stage, place, what, amount, measure)
             */
            quantities?: string[] | null;
            /**
             * 不能一次解决的原因
             * @description Why it takes stages
             */
            reason: string;
            /**
             * 阶段(每行:日期 措施)
             * @description Stages (each: date, then measure)
             */
            stages: string[];
        };
        attempt: {
            /**
             * 联系结果
             * @description Outcome
             */
            outcome: string;
            /**
             * 通话记录
             * @description Call note
             */
            words?: string | null;
        };
        bank: {
            /**
             * 入库（留库）理由
             * @description Reason
             */
            reason: string;
            /**
             * 下次评审日（不填按机制）
             * Format: date-time
             * @description To be looked at again on (empty: by the mechanism)
             */
            review_at?: string | null;
        };
        bank_month_new: {
            /**
             * 月份（不填为本月）
             * @description Month, 2026-11 (empty: this one)
             */
            month?: string | null;
        };
        bank_represent: {
            /**
             * 事项编号
             * @description Matter
             */
            matter: string;
            /**
             * 取消代表性
             * @description No longer
             */
            off?: boolean | null;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        board_appraisal: {
            /**
             * 用途
             * @description Purpose
             * @enum {string}
             */
            purpose: "appraisal" | "cadres" | "awards";
            /**
             * 年度
             * Format: int64
             * @description Year
             */
            year: number;
        };
        board_draft: {
            /**
             * 所属活动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 第一天（不填为上一完整时段）
             * Format: date-time
             * @description First day (empty: the last whole time)
             */
            first_day?: string | null;
            /**
             * 最后一天
             * Format: date-time
             * @description Last day
             */
            last_day?: string | null;
            /**
             * 榜单规则
             * @description Rule
             */
            rule: string;
            /**
             * 标题（不填按规则和时段）
             * @description Title (empty: by rule and time)
             */
            title?: string | null;
        };
        board_drop: {
            /**
             * 作废原因
             * @description Reason
             */
            reason: string;
        };
        bulletin_draft: {
            /**
             * 月度分析的月份和范围：month 2026-10，后面可加 unit=、place=、channel=、now
             * @description Month of the analysis: month 2026-10, then unit=, place=, channel=, now
             */
            about?: string | null;
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 时段内的任意一天（不填为上一完整时段）
             * Format: date-time
             * @description Any day in it (empty: the last whole one)
             */
            day?: string | null;
            /**
             * 时段：weekly、monthly、daily；month 为月度分析
             * @description Time: weekly, monthly, daily; month: the monthly analysis
             */
            kind: string;
            /**
             * 标题（不填自动拟定）
             * @description Title (empty: made from the time)
             */
            title?: string | null;
            /**
             * 工作要求
             * @description What is asked
             */
            words?: string | null;
        };
        bulletin_drop: {
            /**
             * 作废原因
             * @description Reason
             */
            reason: string;
        };
        bulletin_edit: {
            /**
             * 标题
             * @description Title
             */
            title: string;
            /**
             * 工作要求
             * @description What is asked
             */
            words?: string | null;
        };
        bulletin_issue: {
            /**
             * 发给哪些单位（不填为全部街道和部门）
             * @description To which units (empty: every one below the root)
             */
            units?: string[] | null;
        };
        bundle: {
            /**
             * 放入已有专题（新建专题不选）
             * @description Into a bundle (none: a new one)
             */
            bundle?: string | null;
            /**
             * 计划完成日
             * Format: date-time
             * @description Planned end
             */
            due_at?: string | null;
            /**
             * 整治方案
             * @description Plan
             */
            plan?: string | null;
            /**
             * 打包理由
             * @description Reason
             */
            reason: string;
            /**
             * 新专题名称
             * @description New bundle's title
             */
            title?: string | null;
            /**
             * 统筹单位
             * @description Coordinating unit
             */
            unit?: string | null;
        };
        bundle_close: {
            /**
             * 整治结果
             * @description Result
             */
            text: string;
        };
        bundle_note: {
            /**
             * 专题进展
             * @description Progress
             */
            text: string;
        };
        bundle_plan: {
            /**
             * 计划完成日
             * Format: date-time
             * @description Planned end
             */
            due_at?: string | null;
            /**
             * 整治方案
             * @description Plan
             */
            plan: string;
            /**
             * 专题名称
             * @description Title
             */
            title: string;
        };
        campaign_change: {
            /**
             * 责任链
             * @description Chain of responsibility
             */
            chain?: string[] | null;
            /**
             * 采集开始
             * Format: date-time
             * @description First day
             */
            from: string;
            /**
             * 各社区户数
             * @description Households of each community
             */
            homes?: string[] | null;
            /**
             * 工作举措
             * @description Measures by name
             */
            measures?: string[] | null;
            /**
             * 名称
             * @description Name
             */
            name: string;
            /**
             * 活动范围
             * @description Area
             */
            places?: string[] | null;
            /**
             * 工作方案
             * @description Plan documents
             */
            plan?: string[] | null;
            /**
             * 调研开始
             * Format: date-time
             * @description Studied from
             */
            study?: string | null;
            /**
             * 标签
             * @description Tags
             */
            tags?: string[] | null;
            /**
             * 指标目标
             * @description Targets
             */
            targets?: string[] | null;
            /**
             * 采集结束
             * Format: date-time
             * @description Last day
             */
            to: string;
            /**
             * 入户走访所属采集方式
             * @description Way in of visits
             */
            way?: string | null;
        };
        campaign_end: {
            /**
             * 活动总结
             * @description Result
             */
            result: string;
        };
        campaign_new: {
            /**
             * 责任链
             * @description Chain of responsibility
             */
            chain?: string[] | null;
            /**
             * 代号
             * @description Code
             */
            code: string;
            /**
             * 采集开始
             * Format: date-time
             * @description First day
             */
            from: string;
            /**
             * 各社区户数
             * @description Households of each community
             */
            homes?: string[] | null;
            /**
             * 工作举措
             * @description Measures by name
             */
            measures?: string[] | null;
            /**
             * 名称
             * @description Name
             */
            name: string;
            /**
             * 活动范围
             * @description Area
             */
            places?: string[] | null;
            /**
             * 工作方案
             * @description Plan documents
             */
            plan?: string[] | null;
            /**
             * 调研开始
             * Format: date-time
             * @description Studied from
             */
            study?: string | null;
            /**
             * 标签
             * @description Tags
             */
            tags?: string[] | null;
            /**
             * 指标目标
             * @description Targets
             */
            targets?: string[] | null;
            /**
             * 采集结束
             * Format: date-time
             * @description Last day
             */
            to: string;
            /**
             * 入户走访所属采集方式
             * @description Way in of visits
             */
            way?: string | null;
        };
        campaign_study: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 人数
             * Format: int64
             * @description Heads
             */
            heads?: number | null;
            /**
             * 日期
             * Format: date-time
             * @description Day
             */
            held_at: string;
            /**
             * 学习动员内容
             * @description What was studied
             */
            note: string;
            /**
             * 参加者
             * @description Who took part
             */
            who: string;
        };
        change_lead: {
            /**
             * 确认：部门职责事项仍由街道主办
             * @description A street is to lead it all the same
             */
            confirm_grass_roots?: boolean | null;
            /**
             * 新主办单位
             * @description New lead
             */
            lead: string;
            /**
             * 改派理由
             * @description Reason
             */
            reason: string;
        };
        check_finding: {
            /**
             * 核验佐证
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 现场看已解决吗
             * @description Solved, seen on the spot?
             * @enum {string}
             */
            solved: "" | "yes" | "no" | "partly";
            /**
             * 核验情况
             * @description What was seen
             */
            words: string;
        };
        check_withdrawal: {
            /**
             * 确是群众本人意愿吗
             * @description Was it the citizen's wish?
             * @enum {string}
             */
            confirmed: "" | "yes" | "no" | "partly";
            /**
             * 群众原话
             * @description In their words
             */
            words?: string | null;
        };
        classify: {
            /**
             * 类别（空：按对照表）
             * @description Class (empty: as its table says)
             */
            code?: string | null;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
            /**
             * 分类体系
             * @description Class scheme
             */
            scheme: string;
        };
        close: {
            /**
             * 核验佐证
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 已现场核验
             * @description Inspected on the spot
             */
            inspected?: boolean | null;
            /**
             * 销号说明
             * @description Note
             */
            words?: string | null;
        };
        compare: {
            /**
             * 认定
             * @description Finding
             * @enum {string}
             */
            finding: "same" | "repeat" | "different";
            /**
             * 另一件诉求的编号
             * @description The other demand's number
             */
            other: string;
            /**
             * 理由
             * @description Reason
             */
            reason?: string | null;
        };
        complained_unit: {
            /**
             * 理由
             * @description Reason
             */
            reason: string;
            /**
             * 被投诉单位
             * @description Unit complained about
             */
            unit: string;
        };
        correct: {
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 发生地
             * @description Place
             */
            place_id?: string | null;
            /**
             * 更正原因
             * @description Reason
             */
            reason: string;
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
        };
        correct_answer: {
            /**
             * 更正原因
             * @description Reason
             */
            reason: string;
            /**
             * 更正后的答复
             * @description Corrected answer
             */
            words: string;
        };
        correct_person: {
            /**
             * 住址
             * @description Address
             */
            address?: string | null;
            /**
             * 电子邮箱
             * @description Mail
             */
            mail?: string | null;
            /**
             * 姓名
             * @description Name
             */
            name?: string | null;
            /**
             * 联系电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 更正原因
             * @description Reason
             */
            reason: string;
        };
        demand_new: {
            /**
             * 详细地址
             * @description Address
             */
            address?: string | null;
            /**
             * 照片附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 代谁反映
             * @description On whose behalf
             */
            behalf_of?: string | null;
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 来源渠道
             * @description Channel
             */
            channel?: string | null;
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 被投诉单位
             * @description Unit complained about
             */
            complained_unit?: string | null;
            /**
             * 坐标系
             * @description Coordinate system
             */
            crs?: string | null;
            /**
             * 方向
             * @description Direction
             * @enum {string|null}
             */
            direction?: "" | "come" | "receive" | "go" | null;
            /**
             * 发现时间
             * Format: date-time
             * @description Found at
             */
            found_at?: string | null;
            /**
             * 反映人数
             * Format: int64
             * @description Persons
             */
            head_count?: number | null;
            /**
             * 身份证号
             * @description Identity number
             */
            idno?: string | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 纬度
             * @description Latitude
             */
            lat?: number | null;
            /**
             * 经度
             * @description Longitude
             */
            lon?: number | null;
            /**
             * 电子邮箱
             * @description Mail
             */
            mail?: string | null;
            /**
             * 姓名
             * @description Name
             */
            name?: string | null;
            /**
             * 未复述原因
             * @description Why it was not read back
             */
            not_read_why?: string | null;
            /**
             * 进展通知方式
             * @description Tell me by
             */
            notify?: string | null;
            /**
             * 代他人反映
             * @description On behalf of somebody
             */
            on_behalf?: boolean | null;
            /**
             * 来源性质
             * @description Origin
             * @enum {string|null}
             */
            origin?: "citizen" | "finding" | null;
            /**
             * 联系电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 发生地
             * @description Place
             */
            place_id?: string | null;
            /**
             * 身份公开方式
             * @description Privacy
             * @enum {string|null}
             */
            privacy?: "named" | "confidential" | "anonymous" | null;
            /**
             * 您的解决建议
             * @description Your proposed solution
             */
            proposal?: string | null;
            /**
             * 复述确认
             * @description Read back
             * @enum {string|null}
             */
            read_back?: "" | "agreed" | "not_read" | null;
            /**
             * 复述时改正了什么
             * @description What was changed when it was read back
             */
            read_changed?: string | null;
            /**
             * 其他代表
             * @description Further representatives
             */
            representatives?: string[] | null;
            /**
             * 反映时间
             * Format: date-time
             * @description Said at
             */
            said_at?: string | null;
            /**
             * 把编号和查询码发给诉求人
             * @description Send number and query code
             */
            send_receipt?: boolean | null;
            /**
             * 采集点
             * @description Spot
             */
            spot?: string | null;
            /**
             * 标签
             * @description Tags
             */
            tags?: string[] | null;
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
            /**
             * 上级平台
             * @description Upstream
             */
            upstream?: string | null;
            /**
             * 上级时限
             * Format: date-time
             * @description Upstream limit
             */
            upstream_due_at?: string | null;
            /**
             * 上级编号
             * @description Upstream number
             */
            upstream_no?: string | null;
            /**
             * 要情
             * @description Urgent
             */
            urgent?: boolean | null;
            /**
             * 走访
             * @description Visit
             */
            visit?: string | null;
            /**
             * 采集方式
             * @description Way in
             */
            way?: string | null;
            /**
             * 诉求内容
             * @description In your own words
             */
            words: string;
        };
        demand_new_citizen: {
            /**
             * 详细地址
             * @description Address
             */
            address?: string | null;
            /**
             * 照片附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 代谁反映
             * @description On whose behalf
             */
            behalf_of?: string | null;
            /**
             * 来源渠道
             * @description Channel
             */
            channel?: string | null;
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 坐标系
             * @description Coordinate system
             */
            crs?: string | null;
            /**
             * 反映人数
             * Format: int64
             * @description Persons
             */
            head_count?: number | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 纬度
             * @description Latitude
             */
            lat?: number | null;
            /**
             * 经度
             * @description Longitude
             */
            lon?: number | null;
            /**
             * 电子邮箱
             * @description Mail
             */
            mail?: string | null;
            /**
             * 姓名
             * @description Name
             */
            name?: string | null;
            /**
             * 进展通知方式
             * @description Tell me by
             */
            notify?: string | null;
            /**
             * 代他人反映
             * @description On behalf of somebody
             */
            on_behalf?: boolean | null;
            /**
             * 联系电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 发生地
             * @description Place
             */
            place_id?: string | null;
            /**
             * 扫码编号
             * @description Code scanned
             */
            poster?: string | null;
            /**
             * 身份公开方式
             * @description Privacy
             * @enum {string|null}
             */
            privacy?: "named" | "confidential" | "anonymous" | null;
            /**
             * 您的解决建议
             * @description Your proposed solution
             */
            proposal?: string | null;
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
            /**
             * 诉求内容
             * @description In your own words
             */
            words: string;
        };
        directory_change: {
            /**
             * 新增条目的类别
             * @description Class of the new entry
             */
            class?: string | null;
            /**
             * 只比较，不生效
             * @description Compare only
             */
            dry_run?: boolean | null;
            /**
             * 生效日期
             * Format: date-time
             * @description In force from
             */
            from: string;
            /**
             * 新主办单位
             * @description New lead
             */
            lead: string;
            /**
             * 说明
             * @description Remark
             */
            note?: string | null;
            /**
             * 新增条目的适用区域（不填为全区）
             * @description Place of the new entry (empty: everywhere)
             */
            place?: string | null;
            /**
             * 序号（不填为新增一条）
             * Format: int64
             * @description Number of the entry (empty: a new one)
             */
            serial?: number | null;
        };
        dispatch: {
            /**
             * 答复单位
             * @description Who answers
             */
            answer_unit?: string | null;
            /**
             * 办结时限
             * Format: int64
             * @description Closing limit
             */
            close_length?: number | null;
            /**
             * 办结时限的单位
             * @description Closing limit in
             * @enum {string|null}
             */
            close_unit?: "hours" | "workdays" | "days" | null;
            /**
             * 确认：部门职责事项仍由街道主办
             * @description A street is to lead it all the same
             */
            confirm_grass_roots?: boolean | null;
            /**
             * 交办清单号
             * @description Transfer list number
             */
            dispatch_no?: string | null;
            /**
             * 书面反馈时限
             * Format: int64
             * @description Feedback limit
             */
            feedback_length?: number | null;
            /**
             * 反馈时限的单位
             * @description Feedback limit in
             * @enum {string|null}
             */
            feedback_unit?: "hours" | "workdays" | "days" | null;
            /**
             * 协办单位
             * @description Helpers
             */
            helpers?: string[] | null;
            /**
             * 会议或清单签发时间
             * Format: date-time
             * @description Meeting held or list issued at
             */
            issued_at?: string | null;
            /**
             * 主办单位
             * @description Lead
             */
            lead: string;
            /**
             * 会议编号
             * @description Meeting
             */
            meeting_no?: string | null;
            /**
             * 协商单位和结果
             * @description Talks: with whom, and what came of them
             */
            negotiated?: string | null;
            /**
             * 不按派单目录的理由
             * @description Why not by the directory
             */
            reason?: string | null;
            /**
             * 交办要求
             * @description Instruction
             */
            words?: string | null;
        };
        dispatch_again: {
            /**
             * 重办诉求(默认全部不满意的)
             * @description Demands (default: all unsatisfied)
             */
            demands?: string[] | null;
            /**
             * 未明确解决措施
             * @description No concrete measure
             */
            no_measure?: boolean | null;
            /**
             * 重新交办理由
             * @description Reason
             */
            reason: string;
            /**
             * 重新交办给
             * @description To
             * @enum {string}
             */
            to: "same" | "other" | "upstream";
        };
        document_ask: {
            /**
             * 编号、清单号或时段
             * @description Number, list or time
             */
            about?: string | null;
            /**
             * 种类
             * @description Kind
             */
            kind: string;
            /**
             * 回复期限
             * Format: date-time
             * @description Answer by
             */
            reply_by?: string | null;
            /**
             * 要求、意见
             * @description What its maker adds
             */
            text?: string | null;
        };
        end: {
            /**
             * 终结依据
             * @description Ground
             */
            ground: string;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        exclusion_ask: {
            /**
             * 依据和证据
             * @description Evidence
             */
            evidence: string;
            /**
             * 剔除理由代码
             * @description Ground
             */
            ground: string;
            /**
             * 事项编号
             * @description Matter
             */
            matter: string;
            /**
             * 申请单位
             * @description Unit
             */
            unit: string;
        };
        exclusion_decide: {
            /**
             * 同意剔除
             * @description Grant
             */
            grant?: boolean | null;
            /**
             * 审核意见
             * @description Reason
             */
            reason: string;
        };
        explain: {
            /**
             * 附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 解释方式
             * @description How
             */
            how: string;
            /**
             * 解释内容
             * @description What was explained
             */
            words: string;
        };
        finding_check: {
            /**
             * 照片
             * @description Photos
             */
            attachments?: string[] | null;
            /**
             * 整改到位
             * @description Mended
             */
            mended?: boolean | null;
            /**
             * 验收意见
             * @description Verdict
             */
            words: string;
            /**
             * 几个工作日内整改（不填为5）
             * Format: int64
             * @description Mended within working days (empty: 5)
             */
            workdays?: number | null;
        };
        finding_new: {
            /**
             * 照片
             * @description Photos
             */
            attachments?: string[] | null;
            /**
             * 发现时间（不填为现在）
             * Format: date-time
             * @description Found (empty: now)
             */
            found_at?: string | null;
            /**
             * 事项编号（现场问题可不填）
             * @description Matter (empty: of a place)
             */
            matter?: string | null;
            /**
             * 地点
             * @description Place
             */
            place_id?: string | null;
            /**
             * 整改单位（不填为事项主办）
             * @description Unit (empty: the matter's lead)
             */
            unit?: string | null;
            /**
             * 发现的问题
             * @description What was found
             */
            words: string;
            /**
             * 几个工作日内整改（不填为5）
             * Format: int64
             * @description Mended within working days (empty: 5)
             */
            workdays?: number | null;
        };
        finding_report: {
            /**
             * 照片
             * @description Photos
             */
            attachments?: string[] | null;
            /**
             * 整改情况
             * @description What was done
             */
            report: string;
        };
        hand_down: {
            /**
             * 交回理由
             * @description Reason
             */
            reason: string;
            /**
             * 交回单位
             * @description Unit below
             */
            unit: string;
        };
        heat_change: {
            /**
             * 理由
             * @description Reason
             */
            reason: string;
            /**
             * 项
             * @description Term
             */
            term: string;
            /**
             * 权重（百分之一）
             * Format: int64
             * @description Weight in hundredths
             */
            weight?: number | null;
        };
        helper_done: {
            /**
             * 帮办人
             * Format: int64
             * @description Helper
             */
            serial: number;
            /**
             * 办成了什么（群众会看到）
             * @description What was done (the citizen reads it)
             */
            words: string;
        };
        hotspot_merge: {
            /**
             * 并入的热点
             * @description Hot spot to take in
             */
            other: string;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        hotspot_name: {
            /**
             * 热点名称
             * @description Name
             */
            name: string;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        hotspot_split: {
            /**
             * 拆出的诉求编号
             * @description Demands to split off
             */
            demands: string;
            /**
             * 新热点名称
             * @description Name of the new hot spot
             */
            name: string;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        hotspot_why: {
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        inspection_new: {
            /**
             * 所属专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 抽查范围：销号起
             * Format: date-time
             * @description Drawn from: closed from
             */
            first_day?: string | null;
            /**
             * 日期（不填为今天）
             * Format: date-time
             * @description Date (empty: today)
             */
            held_at?: string | null;
            /**
             * 方式
             * @description Kind
             * @enum {string}
             */
            kind: "open" | "covert" | "leader";
            /**
             * 销号止
             * Format: date-time
             * @description closed to
             */
            last_day?: string | null;
            /**
             * 带队领导
             * @description Leader
             */
            leader?: string | null;
            /**
             * 地点（不填为全部）
             * @description Place (empty: all)
             */
            place_id?: string | null;
            /**
             * 同行媒体、志愿者
             * @description Media, volunteers
             */
            press?: string | null;
            /**
             * 抽查件数
             * Format: int64
             * @description How many are drawn
             */
            sample?: number | null;
            /**
             * 督查组成员
             * @description Team
             */
            team?: string[] | null;
            /**
             * 名称
             * @description Title
             */
            title: string;
            /**
             * 主办单位（不填为全部）
             * @description Lead (empty: all)
             */
            unit?: string | null;
        };
        inspection_words: {
            /**
             * 说明
             * @description Words
             */
            words: string;
        };
        instruct: {
            /**
             * 批示扫描件
             * @description Scan
             */
            attachments?: string[] | null;
            /**
             * 回复期限（不填按机制）
             * Format: date-time
             * @description Answer by (empty: the mechanism's limit)
             */
            due_at?: string | null;
            /**
             * 作批示的领导（代为登记时选）
             * @description Whose words (when you write them down for a leader)
             */
            leader?: string | null;
            /**
             * 批示给谁
             * @description To which units
             */
            units: string[];
            /**
             * 批示内容
             * @description The leader's words
             */
            words: string;
        };
        instruct_demand: {
            /**
             * 批示扫描件
             * @description Scan
             */
            attachments?: string[] | null;
            /**
             * 回复期限（不填按机制）
             * Format: date-time
             * @description Answer by (empty: the mechanism's limit)
             */
            due_at?: string | null;
            /**
             * 作批示的领导（代为登记时选）
             * @description Whose words (when you write them down for a leader)
             */
            leader?: string | null;
            /**
             * 批示内容
             * @description The leader's words
             */
            words: string;
        };
        instruction_accept: {
            /**
             * 批示
             * Format: int64
             * @description Instruction
             */
            serial: number;
            /**
             * 意见
             * @description Note
             */
            words?: string | null;
        };
        instruction_again: {
            /**
             * 回复期限（不填按机制）
             * Format: date-time
             * @description Answer by (empty: the mechanism's limit)
             */
            due_at?: string | null;
            /**
             * 批示
             * Format: int64
             * @description Instruction
             */
            serial: number;
            /**
             * 还要说明什么
             * @description What is asked again
             */
            words: string;
        };
        instruction_answer: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 批示
             * Format: int64
             * @description Instruction
             */
            serial: number;
            /**
             * 书面回复
             * @description Answer in writing
             */
            words: string;
        };
        instruction_new: {
            /**
             * 批示针对的情况（不填则以批示内容为准）
             * @description What it is about (empty: the words say it)
             */
            about?: string | null;
            /**
             * 批示扫描件
             * @description Scan
             */
            attachments?: string[] | null;
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 回复期限（不填按机制）
             * Format: date-time
             * @description Answer by (empty: the mechanism's limit)
             */
            due_at?: string | null;
            /**
             * 作批示的领导（代为登记时选）
             * @description Whose words (when you write them down for a leader)
             */
            leader?: string | null;
            /**
             * 发生地
             * @description Place
             */
            place_id?: string | null;
            /**
             * 标题（可不填）
             * @description Title (may be empty)
             */
            title?: string | null;
            /**
             * 批示内容
             * @description The leader's words
             */
            words: string;
        };
        instruction_withdraw: {
            /**
             * 批示
             * Format: int64
             * @description Instruction
             */
            serial: number;
            /**
             * 撤回理由
             * @description Reason
             */
            words: string;
        };
        interview_new: {
            /**
             * 表态
             * @description What they said
             */
            answer?: string | null;
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 整改期限
             * Format: date-time
             * @description By when
             */
            due_at: string;
            /**
             * 约谈时间
             * Format: date-time
             * @description Held at
             */
            held_at: string;
            /**
             * 约谈人
             * @description By whom
             */
            host: string;
            /**
             * 被约谈人
             * @description Who was talked to
             */
            persons?: string | null;
            /**
             * 整改要求和承诺
             * @description What was promised
             */
            promise: string;
            /**
             * 约谈原因
             * @description Why
             */
            reason: string;
            /**
             * 记录人
             * @description Recorder
             */
            recorder?: string | null;
            /**
             * 约谈内容
             * @description What was said
             */
            said?: string | null;
            /**
             * 事由
             * @description About
             */
            title: string;
            /**
             * 被约谈单位
             * @description Units
             */
            units: string[];
            /**
             * 地点
             * @description Where
             */
            venue?: string | null;
        };
        interview_promise: {
            /**
             * 表态
             * @description What they said
             */
            answer?: string | null;
            /**
             * 整改期限
             * Format: date-time
             * @description By when
             */
            due_at: string;
            /**
             * 被约谈人
             * @description Who was talked to
             */
            persons?: string | null;
            /**
             * 整改要求和承诺
             * @description What was promised
             */
            promise: string;
        };
        join: {
            /**
             * 并入事项编号
             * @description Matter's number
             */
            matter: string;
            /**
             * 并单理由
             * @description Reason
             */
            reason?: string | null;
        };
        ledger_query: {
            /**
             * 截至哪天24时
             * @description As of the end of
             */
            as_of?: string | null;
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 渠道
             * @description Channel
             */
            channel?: string | null;
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 难易程度
             * @description Difficulty
             */
            difficulty?: string | null;
            /**
             * 反映时间从
             * @description Said from
             */
            from?: string | null;
            /**
             * 出口（依据）
             * @description Exit (ground)
             */
            ground?: string | null;
            /**
             * 热点
             * @description Hot spot
             */
            hotspot?: string | null;
            /**
             * 群众评价
             * @description Rated
             * @enum {string|null}
             */
            judged?: "" | "satisfied" | "fair" | "unsatisfied" | "unrated" | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 台账
             * @description Ledger
             * @enum {string|null}
             */
            ledger?: "" | "demands" | "community" | "street" | "district" | "city" | "backstop" | "unlevelled" | "unscreened" | "invalid" | "redirected" | "withdrawn" | null;
            /**
             * 责任层级
             * @description Level
             * @enum {string|null}
             */
            lvl?: "" | "community" | "street" | "district" | "city" | "backstop" | null;
            /**
             * 机制
             * @description Mechanism
             */
            mechanism?: string | null;
            /**
             * 满几天仍未结束
             * Format: int64
             * @description Still open after days
             */
            open_days?: number | null;
            /**
             * 页
             * Format: int64
             * @description Page
             */
            page?: number | null;
            /**
             * 区划
             * @description Place
             */
            place?: string | null;
            /**
             * 重复诉求
             * @description Said again
             * @enum {string|null}
             */
            repeated?: "" | "yes" | "no" | "partly" | null;
            /**
             * 答复是否按时
             * @description Reply in time
             * @enum {string|null}
             */
            reply?: "" | "in_time" | "late" | "overdue" | "waiting" | "not_owed" | null;
            /**
             * 每页
             * Format: int64
             * @description Rows
             */
            rows?: number | null;
            /**
             * 分类体系
             * @description Class scheme
             */
            scheme?: string | null;
            /**
             * 在分类体系中的类别
             * @description Class in the scheme
             */
            scheme_class?: string | null;
            /**
             * 苗头（督办单编号）
             * @description Weak signal (number of its notice)
             */
            signal?: string | null;
            /**
             * 未诉先办
             * @description Solved before complaint
             * @enum {string|null}
             */
            solved_first?: "" | "yes" | "no" | "partly" | null;
            /**
             * 状态
             * @description State
             * @enum {string|null}
             */
            state?: "" | "received" | "valid" | "to_explain" | "explained" | "redirected" | "in_matter" | "answered" | "accepted" | "unsatisfied" | "unreachable" | "no_verdict" | "settled" | "withdrawn" | null;
            /**
             * 意见建议
             * @description Suggestion
             * @enum {string|null}
             */
            suggestion?: "" | "yes" | "no" | "partly" | null;
            /**
             * 标签
             * @description Tag
             */
            tag?: string | null;
            /**
             * 以哪个单位查看
             * @description As which unit
             */
            through?: string | null;
            /**
             * 反映时间到
             * @description Said until
             */
            to?: string | null;
            /**
             * 承办单位
             * @description Unit
             */
            unit?: string | null;
            /**
             * 采集方式
             * @description Way
             */
            way?: string | null;
        };
        ledger_view: {
            /**
             * 名称
             * @description Name
             */
            name: string;
            /**
             * 筛选条件
             * @description Filters
             */
            query?: string | null;
            /**
             * 可以凭链接查看
             * @description Others may open it
             */
            shared?: boolean | null;
        };
        level: {
            /**
             * 难易
             * @description Difficulty
             */
            difficulty?: string | null;
            /**
             * 责任层级
             * @description Level
             * @enum {string}
             */
            lvl: "" | "community" | "street" | "district" | "city" | "backstop";
            /**
             * 分级意见
             * @description Finding
             */
            reason?: string | null;
            /**
             * 办理轨道
             * @description Track
             */
            track?: string | null;
        };
        login: {
            /**
             * 登录名
             * @description Login
             */
            login: string;
            /**
             * 密码
             * Format: password
             * @description Password
             */
            password: string;
        };
        lookup: {
            /**
             * 编号、电话或姓名
             * @description Number, telephone or name
             */
            value: string;
        };
        mechanism_change: {
            /**
             * 只看，不写入
             * @description Look only
             */
            dry_run?: boolean | null;
            /**
             * 哪一项
             * @description Which
             */
            path: string;
            /**
             * 理由和依据
             * @description Why
             */
            reason: string;
            /**
             * 改为
             * Format: int64
             * @description New value
             */
            value: number;
        };
        meeting_change: {
            /**
             * 主持人
             * @description Chair
             */
            chair?: string | null;
            /**
             * 牵头单位
             * @description Lead
             */
            lead?: string | null;
            /**
             * 原因
             * @description Reason
             */
            reason: string;
            /**
             * 时间
             * Format: date-time
             * @description When
             */
            starts_at: string;
            /**
             * 地点
             * @description Where
             */
            venue?: string | null;
        };
        meeting_decide: {
            /**
             * 如何落实
             * @description How
             * @enum {string}
             */
            act: "" | "conclude" | "instruct" | "dispatch";
            /**
             * 纪要或批示扫描件
             * @description Scan
             */
            attachments?: string[] | null;
            /**
             * 期限（不填按机制）
             * Format: date-time
             * @description By when (empty: the mechanism's limit)
             */
            due_at?: string | null;
            /**
             * 作批示的领导（代为登记时选）
             * @description Whose instruction (when written down for a leader)
             */
            leader?: string | null;
            /**
             * 责任单位（派单时第一个为主办）
             * @description Owners (dispatch: the lead first)
             */
            units?: string[] | null;
            /**
             * 议定内容
             * @description What was decided
             */
            words: string;
        };
        meeting_hold: {
            /**
             * 纪要附件
             * @description Minutes as files
             */
            attachments?: string[] | null;
            /**
             * 主持人
             * @description Chair
             */
            chair?: string | null;
            /**
             * 纪要
             * @description Minutes
             */
            minutes?: string | null;
            /**
             * 到会人员
             * @description Who was present
             */
            present: string;
        };
        meeting_item_new: {
            /**
             * 事项编号（不是事项的可不填）
             * @description Matter (none: a subject of its own)
             */
            matter?: string | null;
            /**
             * 上会理由
             * @description Why
             */
            reason: string;
            /**
             * 议题（有事项编号可不填）
             * @description Subject (empty with a matter)
             */
            title?: string | null;
        };
        meeting_kind_body: {
            /**
             * 几点（09:00）
             * @description Time of day (09:00)
             */
            at: string;
            /**
             * 代码
             * @description Code
             */
            code: string;
            /**
             * 多久一次
             * @description How often
             * @enum {string|null}
             */
            cycle?: "" | "week" | "month" | null;
            /**
             * 议题从哪些事项中产生（unit、trade、area、key、overdue）
             * @description What is drawn (unit, trade, area, key, overdue)
             */
            draws?: string[] | null;
            /**
             * 轮流牵头的单位（按顺序）
             * @description Who leads, in turn
             */
            leads?: string[] | null;
            /**
             * 最多抽取几件
             * Format: int64
             * @description How many at most
             */
            most?: number | null;
            /**
             * 名称
             * @description Name
             */
            name: string;
            /**
             * 提前几小时提醒（0不提醒）
             * Format: int64
             * @description Reminder, hours before (0: none)
             */
            remind_hours?: number | null;
            /**
             * 每次通知的单位
             * @description Who is called each time
             */
            units?: string[] | null;
            /**
             * 地点
             * @description Where
             */
            venue?: string | null;
            /**
             * 星期几（1为周一）
             * Format: int64
             * @description Day of the week (1 is Monday)
             */
            weekday?: number | null;
        };
        meeting_new: {
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 主持人
             * @description Chair
             */
            chair?: string | null;
            /**
             * 哪种会议
             * @description Kind
             */
            kind: string;
            /**
             * 牵头单位（不填按轮流）
             * @description Lead (empty: whose turn it is)
             */
            lead?: string | null;
            /**
             * 时间（不填为下一次）
             * Format: date-time
             * @description When (empty: when it comes round)
             */
            starts_at?: string | null;
            /**
             * 名称（不填自动）
             * @description Title
             */
            title?: string | null;
            /**
             * 主题编号（专题会议）
             * @description Topic (its number)
             */
            topic?: string | null;
            /**
             * 另外通知的单位
             * @description Further units
             */
            units?: string[] | null;
            /**
             * 地点
             * @description Where
             */
            venue?: string | null;
        };
        meeting_reason: {
            /**
             * 原因
             * @description Reason
             */
            reason: string;
        };
        message_retry: {
            /**
             * 消息
             * @description Message
             */
            id?: string | null;
        };
        message_text_new: {
            /**
             * 修改原因
             * @description Reason
             */
            reason: string;
            /**
             * 标题
             * @description Subject
             */
            subject?: string | null;
            /**
             * 正文
             * @description Text
             */
            text?: string | null;
        };
        model_rule_new: {
            /**
             * 启用
             * @description In use
             */
            enabled?: boolean | null;
            /**
             * 把握低于百分之几就不建议
             * Format: int64
             * @description Percent of confidence below which nothing is said
             */
            least_confidence: number;
            /**
             * 建议对的比例低于百分之几就停用
             * Format: int64
             * @description Percent right below which it is not used
             */
            least_correct: number;
            /**
             * 至少要有多少件决定
             * Format: int64
             * @description Decisions to learn from at least
             */
            least_decisions: number;
        };
        move_up: {
            /**
             * 移交理由
             * @description Reason
             */
            reason: string;
            /**
             * 移交上级单位
             * @description Moved to
             */
            upstream: string;
            /**
             * 上级编号
             * @description Upstream number
             */
            upstream_no?: string | null;
        };
        name_citizens: {
            /**
             * 由哪些诉求的群众评价销号
             * @description Whose citizens decide on closing
             */
            demands?: string[] | null;
            /**
             * 指定理由
             * @description Reason
             */
            reason: string;
        };
        name_helper: {
            /**
             * 帮办方式
             * @description Kind of help
             * @enum {string}
             */
            kind: "" | "accompany" | "assist" | "behalf";
            /**
             * 工作人员
             * @description Officer
             */
            officer?: string | null;
            /**
             * 或志愿者姓名
             * @description Or a volunteer's name
             */
            volunteer?: string | null;
            /**
             * 帮群众做什么（群众会看到）
             * @description What they do (the citizen reads it)
             */
            words: string;
        };
        notice_ack_body: {
            /**
             * 怎么看
             * @description What you say of it
             * @enum {string}
             */
            said: "seen" | "dismissed";
            /**
             * 将怎样处置，或排除的理由
             * @description What will be done, or why it is no trouble
             */
            words: string;
        };
        notice_answer: {
            /**
             * 回复
             * @description Answer
             */
            answer: string;
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
        };
        notice_new: {
            /**
             * 诉求、事项或任务编号（督办单位可不填）
             * @description Number of a demand, matter or task (empty: the unit)
             */
            about?: string | null;
            /**
             * 所批示的苗头（督办单号）
             * @description Number of the signal that is marked
             */
            after?: string | null;
            /**
             * 几个工作日内回复（不填按规则）
             * Format: int64
             * @description Answered within working days (empty: as the rule says)
             */
            answer_workdays?: number | null;
            /**
             * 事由
             * @description Cause
             */
            cause?: string | null;
            /**
             * 被督办单位（不填为现在办理的单位）
             * @description Unit warned (empty: whoever has it)
             */
            unit?: string | null;
            /**
             * 督办要求
             * @description What is asked
             */
            words: string;
        };
        notice_query: {
            /**
             * 上一页最后一行
             * @description The row before
             */
            before?: string | null;
            /**
             * 上一页最后一行的时刻
             * Format: int64
             * @description Moment of the row before
             */
            before_at?: number | null;
            /**
             * 事由
             * @description Cause
             */
            cause?: string | null;
            /**
             * 起
             * Format: date-time
             * @description From
             */
            first_day?: string | null;
            /**
             * 止
             * Format: date-time
             * @description To
             */
            last_day?: string | null;
            /**
             * 由我所在单位回复的
             * @description Of my units
             */
            mine?: boolean | null;
            /**
             * 只看苗头
             * @description Weak signals alone
             * @enum {string|null}
             */
            signals?: "" | "all" | "nobody" | null;
            /**
             * 状态（不填为全部）
             * @description State
             */
            state?: string | null;
            /**
             * 被督办单位
             * @description Unit warned
             */
            unit?: string | null;
        };
        notice_withdraw: {
            /**
             * 撤销原因
             * @description Reason
             */
            reason: string;
        };
        open_matter: {
            /**
             * 诉求领域
             * @description Field
             */
            class?: string | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 复发自事项编号
             * @description Recurs: earlier matter's number
             */
            recurs?: string | null;
            /**
             * 事项标题
             * @description Title
             */
            title?: string | null;
        };
        pass_up: {
            /**
             * 拟定无效依据(如有)
             * @description Proposed ground, if invalid
             */
            proposal?: string | null;
            /**
             * 上报原因
             * @description Reason
             */
            reason: string;
        };
        password_change: {
            /**
             * 新密码
             * Format: password
             * @description New password
             */
            new_password: string;
            /**
             * 原密码
             * Format: password
             * @description Old password
             */
            old_password: string;
        };
        people_hand_over: {
            /**
             * 岗位模板
             * @description Role templates
             */
            templates?: string | null;
            /**
             * 接手人
             * @description Who takes over
             */
            to?: string | null;
            /**
             * 新单位
             * @description New unit
             */
            unit?: string | null;
            /**
             * 办什么（only、transfer、leave）
             * @description What: only, transfer, leave
             */
            what: string;
        };
        people_leave: {
            /**
             * 起
             * @description From
             */
            from?: string | null;
            /**
             * 代岗人
             * @description Stand-in
             */
            stand_in?: string | null;
            /**
             * 止
             * @description Until
             */
            to?: string | null;
        };
        people_slips: {
            /**
             * 人员
             * @description Officers
             */
            officers: string[];
        };
        people_turn: {
            /**
             * 起
             * @description From
             */
            from: string;
            /**
             * 值班人
             * @description Officer
             */
            officer: string;
            /**
             * 值班电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 止
             * @description Until
             */
            to: string;
            /**
             * 单位
             * @description Unit
             */
            unit: string;
        };
        people_unit: {
            /**
             * 岗位
             * @description Desks
             */
            desks?: string[] | null;
            /**
             * 所辖区划
             * @description Place
             */
            place?: string | null;
        };
        petition_link: {
            /**
             * 与哪一件相同
             * @description The same as
             */
            number: string;
            /**
             * 理由
             * @description Why
             */
            reason: string;
        };
        petition_new: {
            /**
             * 理由
             * @description Why
             */
            reason: string;
        };
        practice_reset: {
            /**
             * 确认清空
             * @description Confirmed
             */
            confirm: boolean;
        };
        promise: {
            /**
             * 兑现日期
             * Format: date-time
             * @description By when
             */
            due_at: string;
            /**
             * 承诺对象
             * @description To whom
             */
            to_whom?: string | null;
            /**
             * 承诺内容
             * @description What is promised
             */
            words: string;
        };
        promise_check: {
            /**
             * 已经兑现
             * @description Kept
             */
            kept?: boolean | null;
            /**
             * 意见
             * @description Reason
             */
            reason: string;
        };
        promise_report: {
            /**
             * 整改情况
             * @description What was done
             */
            report: string;
        };
        publication_edit: {
            /**
             * 答（公开的文字）
             * @description Answer, as it is published
             */
            answer: string;
            /**
             * 公开的地点（社区或以上；不填为所在社区）
             * @description Place told: community or larger (empty: its community)
             */
            place?: string | null;
            /**
             * 问（公开的文字）
             * @description Question, as it is published
             */
            question: string;
        };
        publication_new: {
            /**
             * 答（公开的文字）
             * @description Answer, as it is published
             */
            answer: string;
            /**
             * 诉求或事项编号
             * @description Number of the demand or matter
             */
            num: string;
            /**
             * 公开的地点（社区或以上；不填为所在社区）
             * @description Place told: community or larger (empty: its community)
             */
            place?: string | null;
            /**
             * 问（公开的文字）
             * @description Question, as it is published
             */
            question: string;
        };
        publication_publish: {
            /**
             * 提示的内容已逐条看过，可以公开
             * @description What was found has been looked at and may be published
             */
            seen?: boolean | null;
        };
        publication_withdraw: {
            /**
             * 撤下原因
             * @description Reason
             */
            reason: string;
        };
        rate: {
            /**
             * 您满意吗
             * @description Satisfied?
             * @enum {string}
             */
            grade: "" | "very_satisfied" | "satisfied" | "fairly" | "unsatisfied" | "very_unsatisfied";
            /**
             * 事项
             * @description Matter
             */
            matter?: string | null;
            /**
             * 问题解决了吗
             * @description Solved?
             * @enum {string}
             */
            solved: "" | "yes" | "no" | "partly";
            /**
             * 想说的话
             * @description In your words
             */
            words?: string | null;
        };
        reason: {
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        receiver: {
            /**
             * 邮箱
             * @description Mail address
             */
            mail: string;
        };
        record_agreement: {
            /**
             * 签字的协议扫描件
             * @description Scan of the signed agreement
             */
            attachments: string[];
            /**
             * 履约回访日期
             * Format: date-time
             * @description Whether it is kept is asked on
             */
            follow_at: string;
            /**
             * 各方当事人（每行：姓名 电话）
             * @description Parties (each: name, telephone)
             */
            parties: string[];
            /**
             * 签订日期
             * Format: date-time
             * @description Signed on
             */
            signed_at: string;
            /**
             * 协议内容
             * @description Terms
             */
            terms: string;
        };
        redirect: {
            /**
             * 受理机构
             * @description Agency
             */
            agency?: string | null;
            /**
             * 附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 去向
             * @description Exit
             */
            ground: string;
            /**
             * 信访件编号(已进入信访渠道的)
             * @description Petition number, when it is in the petition track
             */
            number?: string | null;
            /**
             * 名录里没有的：受理机关及联系方式
             * @description Not on the list: who is competent, and how to reach them
             */
            to?: string | null;
            /**
             * 告知内容(发送前核对；选了受理机构的由系统拟出)
             * @description What the citizen is told (look it over; made from the agency chosen)
             */
            words?: string | null;
        };
        reopen: {
            /**
             * 重开原因
             * @description Cause
             * @enum {string}
             */
            cause: "lookback" | "wrong_close" | "new_facts" | "upstream" | "broken_promise" | "inspection" | "unsatisfied";
            /**
             * 涉及诉求(默认全部)
             * @description Demands (default: all)
             */
            demands?: string[] | null;
            /**
             * 另派主办
             * @description Other lead
             */
            other_lead?: boolean | null;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        report: {
            /**
             * 佐证附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 问题成因
             * @description Cause
             */
            cause?: string | null;
            /**
             * 阶段性反馈
             * @description Interim
             */
            interim?: boolean | null;
            /**
             * 未反馈的协办单位及原因
             * @description Missing helpers
             */
            missing?: string | null;
            /**
             * 办理结果
             * @description Result
             * @enum {string}
             */
            result: "" | "solved" | "partly" | "planned" | "staged" | "explained" | "mediated";
            /**
             * 书面反馈
             * @description Written report
             */
            words: string;
        };
        review_agree: {
            /**
             * 问题根源
             * @description Root cause
             */
            cause?: string | null;
            /**
             * 问题类别
             * @description Class of problem
             */
            cause_class?: string | null;
            /**
             * 审核意见
             * @description Finding
             */
            reason?: string | null;
            /**
             * 是否解决
             * @description Solved
             * @enum {string|null}
             */
            solved?: "" | "yes" | "no" | "partly" | null;
            /**
             * 是否彻底
             * @description Thorough
             * @enum {string|null}
             */
            thorough?: "" | "yes" | "no" | "partly" | null;
        };
        review_answer: {
            /**
             * 答复是否属实、得当
             * @description Is the answer true and proper?
             * @enum {string}
             */
            holds: "" | "yes" | "no" | "partly";
            /**
             * 复核意见
             * @description Finding
             */
            words: string;
        };
        same_near: {
            /**
             * 诉求领域
             * @description Field
             */
            class?: string | null;
            /**
             * 地点
             * @description Place
             */
            place_id: string;
            /**
             * 要反映的事
             * @description What it is about
             */
            words: string;
        };
        same_typed: {
            /**
             * 诉求领域
             * @description Field
             */
            class?: string | null;
            /**
             * 证件号码
             * @description Identity number
             */
            idno?: string | null;
            /**
             * 电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 地点
             * @description Place
             */
            place_id?: string | null;
            /**
             * 身份
             * @description Privacy
             * @enum {string|null}
             */
            privacy?: "named" | "confidential" | "anonymous" | null;
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
            /**
             * 正在记录的内容
             * @description What is being said
             */
            words: string;
        };
        sample_look: {
            /**
             * 说明
             * @description Note
             */
            note?: string | null;
            /**
             * 核查结果
             * @description Outcome
             * @enum {string}
             */
            outcome: "" | "fine" | "finding" | "absent";
            /**
             * 序号
             * Format: int64
             * @description Serial
             */
            serial: number;
        };
        saved_view: {
            /**
             * 名称
             * @description Name
             */
            name: string;
            /**
             * 清单、筛选、排序和列
             * @description List, filters, order, columns
             */
            query?: string | null;
            /**
             * 与本单位共享
             * @description Shared with my unit
             */
            shared?: boolean | null;
        };
        screen_invalid: {
            /**
             * 附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 无效依据
             * @description Ground
             */
            ground: string;
            /**
             * 已办结事项编号
             * @description Concluded matter's number
             */
            matter?: string | null;
            /**
             * 甄别意见
             * @description Finding
             */
            reason: string;
        };
        screen_valid: {
            /**
             * 诉求领域
             * @description Field
             */
            class?: string | null;
            /**
             * 诉求类型
             * @description Kind
             */
            kind?: string | null;
            /**
             * 甄别意见
             * @description Finding
             */
            reason?: string | null;
            /**
             * 重复诉求
             * @description Repeated
             */
            repeated?: boolean | null;
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
            /**
             * 要情
             * @description Urgent
             */
            urgent?: boolean | null;
        };
        search_query: {
            /**
             * 接上页
             * @description After
             */
            after?: string | null;
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 只计数
             * @description Count only
             */
            count?: boolean | null;
            /**
             * 反映时间从
             * @description Said from
             */
            from?: string | null;
            /**
             * 每页
             * Format: int64
             * @description Rows
             */
            limit?: number | null;
            /**
             * 责任层级
             * @description Level
             * @enum {string|null}
             */
            lvl?: "" | "community" | "street" | "district" | "city" | "backstop" | null;
            /**
             * 姓名或电话
             * @description Name or telephone
             */
            person?: string | null;
            /**
             * 区划
             * @description Place
             */
            place?: string | null;
            /**
             * 检索词
             * @description Words
             */
            q?: string | null;
            /**
             * 排序
             * @description Sort
             */
            sort?: string | null;
            /**
             * 状态
             * @description State
             * @enum {string|null}
             */
            state?: "" | "received" | "valid" | "to_explain" | "explained" | "redirected" | "in_matter" | "answered" | "accepted" | "unsatisfied" | "unreachable" | "no_verdict" | "settled" | "withdrawn" | null;
            /**
             * 反映时间到
             * @description Said until
             */
            to?: string | null;
            /**
             * 承办单位
             * @description Unit
             */
            unit?: string | null;
            /**
             * 采集方式
             * @description Way
             */
            way?: string | null;
        };
        send_verify: {
            /**
             * 核查报告期限
             * Format: date-time
             * @description Report by
             */
            due_at?: string | null;
            /**
             * 核查单位
             * @description Unit that verifies
             */
            unit: string;
            /**
             * 核查要求
             * @description What is to be verified
             */
            words: string;
        };
        settle: {
            /**
             * 附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 了结依据
             * @description Ground
             */
            ground: string;
            /**
             * 向群众的说明
             * @description What the citizen is told
             */
            reason: string;
        };
        sheet_draft_body: {
            /**
             * 改过的内容（这一步的表单，JSON）
             * @description Other words (the step's form, JSON)
             */
            fields?: string | null;
        };
        sheet_new: {
            /**
             * 回答（每题一行：题号=回答）
             * @description Answers (a line each: number=answer)
             */
            answers: string;
            /**
             * 替我保密
             * @description Keep my name secret
             */
            confidential?: boolean | null;
            /**
             * 填写时间
             * Format: date-time
             * @description Filled in at
             */
            filled_at?: string | null;
            /**
             * 姓名
             * @description Name
             */
            name?: string | null;
            /**
             * 纸质问卷编号
             * @description Number of the paper
             */
            paper?: string | null;
            /**
             * 联系电话
             * @description Telephone
             */
            phone?: string | null;
            /**
             * 答卷人所在地
             * @description Place
             */
            place_id?: string | null;
        };
        sheet_new_citizen: {
            /**
             * 回答（每题一行：题号=回答）
             * @description Answers (a line each: number=answer)
             */
            answers: string;
            /**
             * 替我保密
             * @description Keep my name secret
             */
            confidential?: boolean | null;
            /**
             * 本机标记
             * @description Mark of this device
             */
            device: string;
            /**
             * 姓名
             * @description Name
             */
            name?: string | null;
            /**
             * 联系电话
             * @description Telephone
             */
            phone?: string | null;
        };
        sign: {
            /**
             * 承办人(默认本人)
             * @description Handler (default: me)
             */
            officer?: string | null;
        };
        split: {
            /**
             * 拆出诉求
             * @description Demand
             */
            demand: string;
            /**
             * 拆单理由
             * @description Reason
             */
            reason: string;
        };
        sponsor: {
            /**
             * 扫描件或附件
             * @description Scan or attachments
             */
            attachments?: string[] | null;
            /**
             * 包案领导（代为登记时选）
             * @description Which leader (when you enter it for one)
             */
            leader?: string | null;
            /**
             * 包案单位
             * @description Units that help
             */
            units?: string[] | null;
            /**
             * 化解方案
             * @description Plan
             */
            words: string;
        };
        sponsor_progress: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 发生日期（不填为今天）
             * Format: date-time
             * @description On which day (empty: today)
             */
            on_at?: string | null;
            /**
             * 包案进展
             * @description Progress
             */
            words: string;
        };
        spot_change: {
            /**
             * 多少天内要开一次箱
             * Format: int64
             * @description Emptied every so many days
             */
            every_days?: number | null;
            /**
             * 到场群众人数
             * Format: int64
             * @description Citizens
             */
            heads?: number | null;
            /**
             * 召开或蹲点开始时间
             * Format: date-time
             * @description Held at, since
             */
            held_at?: string | null;
            /**
             * 位置或名称
             * @description Where or what
             */
            name?: string | null;
            /**
             * 征集什么
             * @description What is wanted
             */
            note?: string | null;
            /**
             * 原因
             * @description Reason
             */
            reason: string;
            /**
             * 蹲点结束时间
             * Format: date-time
             * @description Until
             */
            until_at?: string | null;
            /**
             * 主持人、蹲点人员
             * @description Who held it, who stayed
             */
            who?: string | null;
        };
        spot_emptied: {
            /**
             * 开箱时间
             * Format: date-time
             * @description Opened at
             */
            at?: string | null;
            /**
             * 照片或扫描件
             * @description Photos or scans
             */
            attachments?: string[] | null;
            /**
             * 取出信件数（空箱填0）
             * Format: int64
             * @description Letters found (0 = none)
             */
            letters: number;
            /**
             * 备注
             * @description Note
             */
            note?: string | null;
        };
        spot_end: {
            /**
             * 原因
             * @description Reason
             */
            reason: string;
        };
        spot_new: {
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 辖内每个区划各一个
             * @description One for each of this kind
             * @enum {string|null}
             */
            each?: "province" | "city" | "county" | "town" | "community" | "grid" | "point" | null;
            /**
             * 多少天内要开一次箱
             * Format: int64
             * @description Emptied every so many days
             */
            every_days?: number | null;
            /**
             * 到场群众人数
             * Format: int64
             * @description Citizens
             */
            heads?: number | null;
            /**
             * 召开或蹲点开始时间
             * Format: date-time
             * @description Held at, since
             */
            held_at?: string | null;
            /**
             * 种类
             * @description Kind
             * @enum {string}
             */
            kind: "" | "poster" | "box" | "meeting" | "stay" | "questionnaire" | "call";
            /**
             * 位置或名称
             * @description Where or what
             */
            name?: string | null;
            /**
             * 征集什么
             * @description What is wanted
             */
            note?: string | null;
            /**
             * 地点
             * @description Place
             */
            place_id: string;
            /**
             * 蹲点结束时间
             * Format: date-time
             * @description Until
             */
            until_at?: string | null;
            /**
             * 主持人、蹲点人员
             * @description Who held it, who stayed
             */
            who?: string | null;
        };
        stage_check: {
            /**
             * 核实完成
             * @description Confirmed done
             */
            agreed?: boolean | null;
            /**
             * 阶段序号
             * Format: int64
             * @description Stage
             */
            serial: number;
            /**
             * 核查情况
             * @description Finding
             */
            words: string;
        };
        stage_progress: {
            /**
             * 佐证附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 累计完成量（每行：序号 已完成数量）
             * @description Done so far (each: number of the row, amount)
             */
            done?: string[] | null;
            /**
             * 进展情况
             * @description Progress
             */
            words: string;
        };
        stage_report: {
            /**
             * 佐证附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 累计完成量（每行：序号 已完成数量）
             * @description Done so far (each: number of the row, amount)
             */
            done?: string[] | null;
            /**
             * 阶段序号
             * Format: int64
             * @description Stage
             */
            serial: number;
            /**
             * 完成情况
             * @description What was done
             */
            words: string;
        };
        step_accept: {
            /**
             * 验收通过
             * @description Accept
             */
            accept?: boolean | null;
            /**
             * 意见
             * @description Reason
             */
            reason: string;
        };
        step_answer: {
            /**
             * 检视报告
             * @description Self-examination
             */
            answer: string;
        };
        step_record: {
            /**
             * 事由
             * @description About what
             */
            about: string;
            /**
             * 日期
             * Format: date-time
             * @description Held on
             */
            held_at: string;
            /**
             * 整改措施
             * @description Measures
             */
            measures: string;
            /**
             * 签字人
             * @description Signed by
             */
            signed: string;
            /**
             * 约谈人、被约谈人
             * @description Who with whom
             */
            who: string;
        };
        suggestions: {
            /**
             * 标题
             * @description Title
             */
            title?: string | null;
            /**
             * 诉求内容
             * @description Words
             */
            words: string;
        };
        supervise_note: {
            /**
             * 督办意见
             * @description What is asked
             */
            words: string;
        };
        tag: {
            /**
             * 归入专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 说明
             * @description Remark
             */
            reason?: string | null;
            /**
             * 标签
             * @description Tags
             */
            tags?: string[] | null;
        };
        task_list_query: {
            /**
             * 截至哪天24时
             * @description As of the end of
             */
            as_of?: string | null;
            /**
             * 专项行动
             * @description Campaign
             */
            campaign?: string | null;
            /**
             * 诉求类别
             * @description Class
             */
            class?: string | null;
            /**
             * 反映时间从
             * @description Said from
             */
            from?: string | null;
            /**
             * 台账
             * @description Ledger
             * @enum {string|null}
             */
            ledger?: "" | "demands" | "community" | "street" | "district" | "city" | "backstop" | "unlevelled" | "unscreened" | "invalid" | "redirected" | "withdrawn" | null;
            /**
             * 页
             * Format: int64
             * @description Page
             */
            page?: number | null;
            /**
             * 责任人
             * @description Person
             */
            person?: string | null;
            /**
             * 区划
             * @description Place
             */
            place?: string | null;
            /**
             * 每页
             * Format: int64
             * @description Rows
             */
            rows?: number | null;
            /**
             * 以哪个单位查看
             * @description As which unit
             */
            through?: string | null;
            /**
             * 反映时间到
             * @description Said until
             */
            to?: string | null;
            /**
             * 承办单位
             * @description Unit
             */
            unit?: string | null;
            /**
             * 责任人情况
             * @description Who answers
             * @enum {string|null}
             */
            who?: "" | "named" | "unnamed" | "ended" | "overdue" | null;
        };
        task_note: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 同时告知群众
             * @description Tell the citizens
             */
            tell_citizens?: boolean | null;
            /**
             * 进展记录
             * @description Progress
             */
            words: string;
        };
        three_way: {
            /**
             * 通话结果
             * @description Outcome
             * @enum {string}
             */
            outcome: "" | "answered" | "register";
            /**
             * 办理结果（当场答复的必填）
             * @description Result (when answered)
             * @enum {string|null}
             */
            result?: "" | "solved" | "partly" | "planned" | "staged" | "explained" | "mediated" | null;
            /**
             * 接通时间（不填即现在）
             * Format: date-time
             * @description Taken at (empty: now)
             */
            taken_at?: string | null;
            /**
             * 接听人
             * @description Who took the call
             */
            took_by: string;
            /**
             * 接入单位
             * @description Unit called in
             */
            unit: string;
            /**
             * 对方说了什么（当场答复的写答复内容）
             * @description What they said (or answered)
             */
            words: string;
        };
        topic_change: {
            /**
             * 承办单位
             * @description Unit in charge
             */
            lead?: string | null;
            /**
             * 主题名称
             * @description Name of the topic
             */
            name: string;
            /**
             * 原因
             * @description Reason
             */
            reason: string;
            /**
             * 配合单位
             * @description Units that work with it
             */
            units?: string[] | null;
        };
        topic_drop: {
            /**
             * 取消原因
             * @description Reason
             */
            reason: string;
        };
        topic_end: {
            /**
             * 经验做法总结
             * @description What was learned
             */
            summary: string;
        };
        topic_members: {
            /**
             * 怎样处理
             * @description As
             * @enum {string}
             */
            as: "open" | "kept" | "representative" | "dropped";
            /**
             * 诉求编号
             * @description Demands
             */
            demands?: string[] | null;
            /**
             * 理由
             * @description Reason
             */
            reason: string;
            /**
             * 其余未看的全部
             * @description All not looked at
             */
            rest?: boolean | null;
        };
        topic_new: {
            /**
             * 街道乡镇
             * @description Street
             */
            area?: string | null;
            /**
             * 类别
             * @description Class
             */
            class: string;
            /**
             * 汇集哪天以来的诉求（不填按机制的追溯期）
             * Format: date-time
             * @description What was said since (empty: the mechanism's window)
             */
            from_at?: string | null;
            /**
             * 类别或类别＋街道
             * @description class or class_area
             */
            kind: string;
            /**
             * 承办单位
             * @description Unit in charge
             */
            lead?: string | null;
            /**
             * 月份
             * @description Month
             */
            month: string;
            /**
             * 主题名称
             * @description Name of the topic
             */
            name: string;
            /**
             * 选题理由
             * @description Why it was chosen
             */
            reason: string;
            /**
             * 配合单位
             * @description Units that work with it
             */
            units?: string[] | null;
        };
        trouble_answering: {
            /**
             * 排查结果
             * @description Answer
             * @enum {string}
             */
            answer: "" | "none" | "have" | "mended";
            /**
             * 回复单位
             * @description Unit
             */
            unit: string;
            /**
             * 说明
             * @description In words
             */
            words: string;
        };
        trouble_asking: {
            /**
             * 排查单位
             * @description Units that are asked
             */
            units: string[];
            /**
             * 排查要求
             * @description What is to be looked for
             */
            words: string;
            /**
             * 几个工作日内回复（不填为5）
             * Format: int64
             * @description Working days to answer (empty: 5)
             */
            workdays?: number | null;
        };
        trouble_change: {
            /**
             * 根源类型
             * @description Kind of cause
             */
            cause?: string | null;
            /**
             * 类别
             * @description Class
             */
            class?: string | null;
            /**
             * 前后对比天数（7至730，不填为90）
             * Format: int64
             * @description Days compared before and after (7 to 730; empty: 90)
             */
            days?: number | null;
            /**
             * 问题名称
             * @description Name
             */
            name: string;
            /**
             * 责任人
             * @description Officer who answers for it
             */
            officer: string;
            /**
             * 范围（不填为全域）
             * @description Area (empty: the whole register)
             */
            place?: string | null;
            /**
             * 修改原因
             * @description Reason
             */
            reason: string;
            /**
             * 责任单位
             * @description Unit that owns it
             */
            unit: string;
            /**
             * 根源分析
             * @description The cause in words
             */
            why?: string | null;
        };
        trouble_conclude: {
            /**
             * 依据
             * @description What it rests on
             */
            reason: string;
            /**
             * 结论
             * @description Conclusion
             * @enum {string}
             */
            verdict: "solved" | "fell" | "same";
        };
        trouble_end: {
            /**
             * 取消，不再做
             * @description Dropped
             */
            drop?: boolean | null;
            /**
             * 完成情况或取消原因
             * @description What was done, or why it is dropped
             */
            note: string;
            /**
             * 文件名称（完善政策、健全机制、提高工作标准的必填）
             * @description Title of the document (of a policy, a mechanism, a standard)
             */
            paper?: string | null;
            /**
             * 文号
             * @description Its number
             */
            paper_num?: string | null;
            /**
             * 第几项措施
             * @description Number of the measure
             */
            serial: string;
        };
        trouble_new: {
            /**
             * 根源类型
             * @description Kind of cause
             */
            cause?: string | null;
            /**
             * 类别
             * @description Class
             */
            class?: string | null;
            /**
             * 前后对比天数（7至730，不填为90）
             * Format: int64
             * @description Days compared before and after (7 to 730; empty: 90)
             */
            days?: number | null;
            /**
             * 热点
             * @description Hot spot
             */
            hotspot?: string | null;
            /**
             * 问题名称
             * @description Name
             */
            name: string;
            /**
             * 责任人
             * @description Officer who answers for it
             */
            officer: string;
            /**
             * 范围（不填为全域）
             * @description Area (empty: the whole register)
             */
            place?: string | null;
            /**
             * 责任单位
             * @description Unit that owns it
             */
            unit: string;
            /**
             * 根源分析
             * @description The cause in words
             */
            why?: string | null;
        };
        trouble_plan: {
            /**
             * 计划数量
             * @description Planned
             */
            amount?: string | null;
            /**
             * 完成期限
             * Format: date-time
             * @description By when
             */
            due: string;
            /**
             * 事项编号（数量取自其阶段计划）
             * @description Matter (amounts are those of its stages)
             */
            matter?: string | null;
            /**
             * 计量单位
             * @description Measure
             */
            measure?: string | null;
            /**
             * 责任人
             * @description Officer
             */
            officer?: string | null;
            /**
             * 地点
             * @description Where
             */
            site?: string | null;
            /**
             * 承担单位
             * @description Unit
             */
            unit: string;
            /**
             * 措施
             * @description What is done
             */
            words: string;
            /**
             * 治本产出（不填为工程治理）
             * @description What it yields (empty: works)
             * @enum {string|null}
             */
            yields?: "works" | "policy" | "mechanism" | "shortfall" | "standard" | null;
        };
        trouble_progress: {
            /**
             * 本次完成数量
             * @description Done this time
             */
            amount: string;
            /**
             * 更正：减去这个数
             * @description Less, a correction
             */
            less?: boolean | null;
            /**
             * 说明
             * @description Note
             */
            note?: string | null;
            /**
             * 完成日期
             * Format: date-time
             * @description On which day
             */
            on: string;
            /**
             * 第几项措施
             * @description Number of the measure
             */
            serial: string;
        };
        trouble_reason: {
            /**
             * 说明
             * @description Reason
             */
            reason: string;
        };
        unmask: {
            /**
             * 查看原因
             * @description Reason
             */
            reason: string;
        };
        upstream_answer: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 办理结果
             * @description Result
             * @enum {string}
             */
            result: "" | "solved" | "partly" | "planned" | "staged" | "explained" | "mediated";
            /**
             * 上级答复内容
             * @description The upstream's answer
             */
            words: string;
        };
        upstream_number: {
            /**
             * 移交上级单位
             * @description Moved to
             */
            upstream?: string | null;
            /**
             * 上级编号
             * @description Upstream number
             */
            upstream_no: string;
        };
        upstream_order: {
            /**
             * 上级时限
             * Format: date-time
             * @description Upstream limit
             */
            due_at?: string | null;
            /**
             * 上级编号
             * @description Upstream number
             */
            number?: string | null;
            /**
             * 退回截止
             * Format: date-time
             * @description Taken back until
             */
            return_until_at?: string | null;
            /**
             * 上级要求
             * @description What the upstream says
             */
            words?: string | null;
        };
        upstream_replies: {
            /**
             * 报送过的也要
             * @description Also those sent before
             */
            again?: boolean | null;
            /**
             * CSV
             * @description CSV
             */
            csv?: boolean | null;
            /**
             * 从哪天起
             * Format: date-time
             * @description Since
             */
            since?: string | null;
        };
        upstream_verdict: {
            /**
             * 回访时间
             * Format: date-time
             * @description Called at
             */
            called_at?: string | null;
            /**
             * 是否满意
             * @description Satisfied
             * @enum {string|null}
             */
            grade?: "" | "very_satisfied" | "satisfied" | "fairly" | "unsatisfied" | "very_unsatisfied" | null;
            /**
             * 是否联系上
             * @description Reached
             * @enum {string}
             */
            reached: "" | "yes" | "no" | "partly";
            /**
             * 是否解决
             * @description Solved
             * @enum {string|null}
             */
            solved?: "" | "yes" | "no" | "partly" | null;
            /**
             * 群众原话
             * @description In their words
             */
            words?: string | null;
        };
        urge: {
            /**
             * 诉求人说了什么
             * @description What they said
             */
            words?: string | null;
        };
        urgent_clear: {
            /**
             * 误报或解除的理由
             * @description Why it is a false alarm, or over
             */
            reason: string;
        };
        urgent_handled: {
            /**
             * 处置情况
             * @description What was done
             */
            words: string;
            /**
             * 其中误报的规则代码
             * @description Codes of rules that were wrong
             */
            wrong?: string[] | null;
        };
        urgent_set_body: {
            /**
             * 要情类型
             * @description Kind
             * @enum {string}
             */
            kind: "" | "threat" | "self_harm" | "group" | "wages" | "fire" | "gas" | "collapse" | "traffic" | "violence" | "epidemic" | "food" | "pollution" | "heating" | "water" | "power" | "disaster" | "other";
            /**
             * 理由
             * @description Reason
             */
            reason: string;
        };
        urgent_try: {
            /**
             * 试一段话
             * @description A text to try
             */
            text: string;
        };
        verdict: {
            /**
             * 是否满意
             * @description Satisfied
             * @enum {string|null}
             */
            grade?: "" | "very_satisfied" | "satisfied" | "fairly" | "unsatisfied" | "very_unsatisfied" | null;
            /**
             * 事项
             * @description Matter
             */
            matter?: string | null;
            /**
             * 是否联系上
             * @description Reached
             * @enum {string}
             */
            reached: "" | "yes" | "no" | "partly";
            /**
             * 是否解决
             * @description Solved
             * @enum {string|null}
             */
            solved?: "" | "yes" | "no" | "partly" | null;
            /**
             * 评价来源
             * @description Source
             * @enum {string|null}
             */
            source?: "" | "call" | "signature" | "inspection" | "lookback" | null;
            /**
             * 群众原话
             * @description In their words
             */
            words?: string | null;
        };
        verify: {
            /**
             * 准确性
             * @description Accuracy
             */
            accuracy?: string | null;
            /**
             * 佐证附件
             * @description Evidence
             */
            attachments?: string[] | null;
            /**
             * 合法性
             * @description Legality
             */
            legality?: string | null;
            /**
             * 合理性
             * @description Reasonableness
             */
            reasonableness?: string | null;
            /**
             * 真实性
             * @description Truth
             */
            truth: string;
            /**
             * 走访调研情况：地点、对象、所见
             * @description The visit: where, whom, what was seen
             */
            visit?: string | null;
            /**
             * 实地走访日期（视情况）
             * Format: date-time
             * @description Visited on (where it was)
             */
            visited_at?: string | null;
            /**
             * 核查情况
             * @description Findings
             */
            words?: string | null;
        };
        visit_change: {
            /**
             * 门牌地址
             * @description Address
             */
            address?: string | null;
            /**
             * 备注
             * @description Note
             */
            note?: string | null;
            /**
             * 工作人员数
             * Format: int64
             * @description Officers
             */
            officers?: number | null;
            /**
             * 走访结果
             * @description Outcome
             * @enum {string|null}
             */
            outcome?: "" | "met" | "refused" | "absent" | null;
            /**
             * 社区或网格
             * @description Community or grid
             */
            place_id?: string | null;
            /**
             * 更正原因
             * @description Reason
             */
            reason: string;
            /**
             * 同行工作人员
             * @description Further officers
             */
            team?: string[] | null;
            /**
             * 走访时间
             * Format: date-time
             * @description Visited at
             */
            visited_at?: string | null;
            /**
             * 志愿者人数
             * Format: int64
             * @description Volunteers
             */
            volunteers?: number | null;
        };
        visit_new: {
            /**
             * 门牌地址
             * @description Address
             */
            address?: string | null;
            /**
             * 专项行动
             * @description Campaign
             */
            campaign: string;
            /**
             * 备注
             * @description Note
             */
            note?: string | null;
            /**
             * 工作人员数
             * Format: int64
             * @description Officers
             */
            officers?: number | null;
            /**
             * 走访结果
             * @description Outcome
             * @enum {string}
             */
            outcome: "" | "met" | "refused" | "absent";
            /**
             * 社区或网格
             * @description Community or grid
             */
            place_id: string;
            /**
             * 报送方的编号
             * @description The sender's number
             */
            ref?: string | null;
            /**
             * 同行工作人员
             * @description Further officers
             */
            team?: string[] | null;
            /**
             * 走访时间
             * Format: date-time
             * @description Visited at
             */
            visited_at?: string | null;
            /**
             * 志愿者人数
             * Format: int64
             * @description Volunteers
             */
            volunteers?: number | null;
        };
        whistle: {
            /**
             * 几时前到场（不填按机制时限）
             * Format: date-time
             * @description On site by (empty: the mechanism's limit)
             */
            arrive_by?: string | null;
            /**
             * 请哪些单位报到
             * @description Units summoned
             */
            units: string[];
            /**
             * 现场情况和需要做什么
             * @description What it is like there, and what is needed
             */
            words: string;
        };
        withdraw: {
            /**
             * 群众撤诉凭据
             * @description Evidence of the citizen's wish
             */
            evidence?: string | null;
            /**
             * 撤诉原因
             * @description Reason
             */
            reason?: string | null;
        };
        words: {
            /**
             * 附件
             * @description Attachments
             */
            attachments?: string[] | null;
            /**
             * 内容
             * @description Words
             */
            words: string;
        };
        worklist_query: {
            /**
             * 接上页
             * @description After
             */
            after?: string | null;
            /**
             * 方向
             * @description Direction
             */
            dir?: string | null;
            /**
             * 每页
             * Format: int64
             * @description Rows
             */
            limit?: number | null;
            /**
             * 清单
             * @description List
             */
            list?: string | null;
            /**
             * 排序
             * @description Sort
             */
            sort?: string | null;
            /**
             * 状态
             * @description State
             */
            state?: string | null;
            /**
             * 对象
             * @description Subject
             */
            subject?: string | null;
            /**
             * 办理轨道
             * @description Track
             */
            track?: string | null;
            /**
             * 单位
             * @description Unit
             */
            unit?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
