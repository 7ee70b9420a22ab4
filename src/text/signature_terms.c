/* SPDX-License-Identifier: Apache-2.0 */
#include "text/signature_terms.h"

#define PLACE(w)                                                                               \
    {                                                                                          \
        w, NAME_PLACE, false                                                                   \
    }
#define WIDE(w)                                                                                \
    {                                                                                          \
        w, NAME_WIDE, false                                                                    \
    }
#define BODY(w)                                                                                \
    {                                                                                          \
        w, NAME_BODY, false                                                                    \
    }

const struct name_end name_ends[] = {
    {"小区", NAME_PLACE, true},
    {"家园", NAME_PLACE, true},
    {"新村", NAME_PLACE, true},
    {"社区", NAME_WIDE, true},
    {"幼儿园", NAME_BODY, true},
    {"学校", NAME_BODY, true},
    {"有限公司", NAME_BODY, true},
    {"有限责任公司", NAME_BODY, true},
    {"公司", NAME_BODY, true},
    {"集团", NAME_BODY, true},
    {"银行", NAME_BODY, true},
    {"物业", NAME_BODY, true},
    PLACE("花园"),
    PLACE("公园"),
    PLACE("广场"),
    PLACE("大厦"),
    PLACE("公寓"),
    PLACE("城"),
    PLACE("苑"),
    PLACE("村"),
    PLACE("湾"),
    PLACE("府"),
    PLACE("郡"),
    PLACE("庭"),
    PLACE("园"),
    PLACE("滩"),
    PLACE("畔"),
    PLACE("庄"),
    PLACE("岛"),
    PLACE("桥"),
    PLACE("巷"),
    PLACE("工地"),
    PLACE("市场"),
    PLACE("医院"),
    PLACE("饭店"),
    PLACE("酒店"),
    PLACE("餐馆"),
    WIDE("街道"),
    WIDE("街"),
    WIDE("路"),
    WIDE("地铁站"),
    WIDE("车站"),
    WIDE("站"),
    WIDE("组"),
    BODY("学院"),
    BODY("中学"),
    BODY("小学"),
    BODY("大学"),
    BODY("职工"),
    WIDE("平台"),
    BODY("网"),
    BODY("贷"),
};
const size_t name_ends_n = sizeof name_ends / sizeof name_ends[0];

const char *const name_stops[] = {
    "出入", "进出", "通过", "经过", "办法", "断头", "快速", "高速", "行天", "人行", "过街",
    "首末", "公交", "垃圾", "地铁", "沿线", "拆迁", "立交", "必经", "火车", "加油", "公积",
    "互联", "搅拌", "线路", "菜市", "农贸", "停车", "电动", "写字", "办公", "综合", "工业",
    "城际", "高铁", "附近", "周边", "整个", "导致", "影响", "进入", "居民", "业主", "住宅",
    "安置", "商业", "物业", "开发", "有限", "责任", "置业", "地产", "房地", "管理", "服务",
    "公共", "道路", "马路", "所在", "目前", "现在", "已经", "全体", "领导", "政府", "隔壁",
    "楼下", "门口", "大型", "其他", "相关", "同一", "民办", "公办", "公立", "私立", "普惠",
    "配套", "新建", "老旧", "生活", "部分", "许多", "广大", "交通", "市政", "居住", "入住",
    "楼盘", "项目", "业委", "绿化", "消防", "地下", "物管", "组织",
};
const size_t name_stops_n = sizeof name_stops / sizeof name_stops[0];

const char name_cuts[] =
    "的了在是我们你他她它这那个该本各每有无没不到和与对从向被把给为于及或等就都也还但而且因所以"
    "又再很太一二三四五六七八九十两几多少上下前后内外中旁边侧来去年月日号点区市省县请问希望投诉"
    "反映应关举报建议强烈要求严重影响何时什么怎出找告通由其间若让想说好政能可当得会只才并更最同"
    "样"
    "啊呢吗吧呀位处住家座";

const char *const common_words[] = {
    "尊敬", "领导", "您好",   "你好",   "我们", "希望", "请问", "业主", "居民", "小区", "政府",
    "部门", "相关", "有关",   "问题",   "解决", "情况", "现在", "目前", "已经", "反映", "投诉",
    "感谢", "谢谢", "严重",   "影响",   "生活", "百姓", "群众", "市民", "书记", "市长", "局长",
    "没有", "什么", "怎么",   "为什么", "这个", "那个", "一个", "因为", "所以", "但是", "可以",
    "能否", "是否", "是不是", "要求",   "请求", "恳请", "予以", "给予", "重视", "关注", "处理",
    "回复", "答复", "多次",   "一直",   "至今", "开始", "进行", "以及", "如果", "不能", "不是",
    "就是", "还是", "或者",   "自己",   "大家", "他们", "时候", "时间", "今年", "去年", "每天",
    "附近", "周边", "旁边",   "开发商", "物业", "公司", "社区", "街道",
};
const size_t common_words_n = sizeof common_words / sizeof common_words[0];
